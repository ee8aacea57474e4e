package data

import (
	"strconv"
	"strings"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/review"
	"ringwall/internal/scenario"
)

// RDSConnections is DATA-RDS-TLS-IAM.
func RDSConnections() *review.Rule {
	return &review.Rule{
		ID: "DATA-RDS-TLS-IAM", Area: finding.Data, Severity: finding.Low, Raise: review.ByClass | review.ByExposure,
		Title: "Databases demand TLS, and their passwords are managed",
		Why: "A client that is not told to uses no TLS, and then passwords and rows cross the network in the clear. A password that " +
			"somebody chose is known to those who deployed it, in files and in heads, and stays what it is.",
		Fix: "Set rds.force_ssl: \"1\" (PostgreSQL, SQL Server) or require_secure_transport: \"ON\" (MySQL, MariaDB) in the parameter group, RequireTLS on " +
			"proxies, and EnableIAMDatabaseAuthentication or ManageMasterUserPassword.",
		Needs: []string{"J"},
		References: []string{
			"FSBP Neptune.7", "FSBP RDS.10", "FSBP RDS.12", "FSBP RDS.24", "FSBP RDS.25", "FSBP RDS.38", "FSBP RDS.39", "FSBP RDS.41", "FSBP RDS.43", "FSBP RDS.44", "WA SEC09-BP02",
		},
		Specimen: forcedTLS("0"), Twin: forcedTLS("1"),
		Check: checkConnections,
	}
}

func forcedTLS(force string) string {
	return `Resources:
  Settings:
    Type: AWS::RDS::DBParameterGroup
    Properties: {Family: postgres14, Description: settings, Parameters: {rds.force_ssl: "` + force + `"}}
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      EngineVersion: "14.12"
      DBInstanceClass: db.t4g.medium
      AllocatedStorage: "20"
      MasterUsername: dbadmin
      ManageMasterUserPassword: true
      DBParameterGroupName: !Ref Settings
`
}

func checkConnections(p *review.Pass) {
	for _, d := range estate.All[*estate.DBInstance](p.Estate) {
		if d.Type != "AWS::RDS::DBInstance" {
			continue
		}
		own := estate.IsAbsent(d.Cluster).And(estate.IsAbsent(d.SourceInstance)).And(estate.IsAbsent(d.SourceCluster))
		parts := []review.Part{
			tlsPart(p.Estate, d.Engine, d.EngineVersion, d.ParameterGroup),
			passwordPart(&d.Core, d.Engine, d.IAMAuth, d.ManagedPassword, d.MasterPassword, isRotated(p.Estate, d)),
			administratorPart(d.MasterUsername),
		}
		for i := range parts {
			parts[i].Bad = parts[i].Bad.And(own)
		}
		p.JudgeParts(d, parts, review.Detail{})
	}
	for _, c := range estate.All[*estate.DBCluster](p.Estate) {
		parts := []review.Part{tlsPart(p.Estate, c.Engine, c.EngineVersion, c.ParameterGroup)}
		switch c.Type {
		case "AWS::Neptune::DBCluster":
			parts = append(parts, review.Part{
				Bad: isTrue(c.IAMAuth).Not(), Severity: finding.Low, At: c.IAMAuth.Origin,
				Says: "it asks nobody who he is: Neptune knows no passwords, and IAM authentication is off",
			})
		case "AWS::RDS::DBCluster":
			parts = append(parts, passwordPart(&c.Core, c.Engine, c.IAMAuth, c.ManagedPassword, c.MasterPassword, isRotated(p.Estate, c)), administratorPart(c.MasterUsername))
		}
		p.JudgeParts(c, parts, review.Detail{})
	}
	for _, x := range estate.All[*estate.DBProxy](p.Estate) {
		p.Judge(x, isFalse(x.RequireTLS.Or(false)), review.Detail{
			At: x.RequireTLS.Origin, Message: "the proxy takes connections without TLS", Severity: finding.Medium, Weighed: true,
		})
	}
	for _, g := range estate.All[*estate.ParameterGroup](p.Estate) {
		judgeAlone(p, g)
	}
}

// tlsSwitch is the parameter by which an engine demands TLS.
func tlsSwitch(engine string) string {
	switch {
	case strings.Contains(engine, "postgres"), strings.HasPrefix(engine, "sqlserver"):
		return "rds.force_ssl"
	case strings.Contains(engine, "mysql"), engine == "mariadb", engine == "aurora":
		return "require_secure_transport"
	case engine == "docdb":
		return "tls"
	case engine == "neptune":
		return "neptune_enforce_ssl"
	}
	return ""
}

// demands reports whether an engine demands TLS where nothing is set: PostgreSQL 15
// and Aurora PostgreSQL 17 and later, MySQL 8.4 and MariaDB 11.8 and later ("Using
// SSL/TLS with a PostgreSQL DB instance" and its kin), DocumentDB and Neptune.
// Without a version AWS takes a recent one.
func demands(engine, version string) bool {
	major, minor := versionOf(version)
	after := func(a, b int) bool { return version == "" || major > a || major == a && minor >= b }
	switch {
	case engine == "docdb", engine == "neptune":
		return true
	case engine == "postgres":
		return after(15, 0)
	case engine == "aurora-postgresql":
		return after(17, 0)
	case engine == "mysql":
		return after(8, 4)
	case engine == "mariadb":
		return after(11, 8)
	}
	return false
}

func versionOf(s string) (major, minor int) {
	a, rest, _ := strings.Cut(s, ".")
	b, _, _ := strings.Cut(rest, ".")
	major, _ = strconv.Atoi(a)
	minor, _ = strconv.Atoi(b)
	return major, minor
}

// tlsPart asks the parameter group, and where it does not say, the engine's
// default.
func tlsPart(e *estate.Estate, engine, version estate.Value[string], group estate.Value[estate.Text]) review.Part {
	part := review.Part{Says: "it takes connections without TLS, as is its engine's default", Severity: finding.Info, At: group.Origin}
	part.Bad = review.Ask(engine, estate.No(), func(name string) estate.Truth {
		key := tlsSwitch(name)
		if key == "" {
			return estate.No()
		}
		byDefault := estate.When(version, !demands(name, ""), func(v string) bool { return !demands(name, v) })
		return review.Through(e, group, byDefault, func(g *estate.ParameterGroup) estate.Truth {
			set := g.Named(key)
			if !estate.IsAbsent(set).True.IsAlways() {
				part.Says, part.Severity, part.At = key+" is off: it takes connections without TLS", finding.Medium, set.Origin
			}
			return review.Ask(set, byDefault, func(v string) estate.Truth { return truthOf(isOff(v)) })
		})
	})
	return part
}

// judgeAlone tells of a group that switches TLS off and that no database of the
// sources uses.
func judgeAlone(p *review.Pass, g *estate.ParameterGroup) {
	family, _ := g.Family.Known()
	key := tlsSwitch(strings.TrimRight(family, "0123456789."))
	if key == "" || usedByDatabase(p.Estate, g) {
		return
	}
	set := g.Named(key)
	p.Judge(g, estate.When(set, false, isOff), review.Detail{
		At: set.Origin, Message: key + " is off: databases with the group take connections without TLS", Severity: finding.Medium, Weighed: true,
	})
}

func usedByDatabase(e *estate.Estate, g *estate.ParameterGroup) bool {
	for _, d := range estate.All[*estate.DBInstance](e) {
		if x, ok := known[*estate.ParameterGroup](e, d.ParameterGroup); ok && x == g {
			return true
		}
	}
	for _, c := range estate.All[*estate.DBCluster](e) {
		if x, ok := known[*estate.ParameterGroup](e, c.ParameterGroup); ok && x == g {
			return true
		}
	}
	return false
}

func isOff(v string) bool {
	switch strings.ToLower(strings.TrimSpace(v)) {
	case "0", "off", "false", "disabled", "no":
		return true
	}
	return false
}

func truthOf(b bool) estate.Truth {
	if b {
		return estate.Yes()
	}
	return estate.No()
}

// passwordPart: IAM gives tokens for a quarter of an hour, and Secrets Manager
// changes what it manages.
func passwordPart(c *estate.Core, engine estate.Value[string], iam, managed estate.Value[bool], password estate.Value[estate.Text], rotated estate.Truth) review.Part {
	able := estate.When(engine, false, func(s string) bool {
		return strings.Contains(s, "mysql") || strings.Contains(s, "postgres") || s == "mariadb" || s == "aurora"
	})
	chosen := isTrue(managed).Not().And(estate.IsAbsent(password).Not().Or(isFalse(managed)).Or(estate.IsAbsent(managed))).And(rotated.Not())
	return review.Part{
		Bad:  able.And(isTrue(iam).Not()).And(chosen),
		Says: "its users log in with passwords that nobody rotates: neither IAM authentication nor a managed password is on", Severity: finding.Info, At: iam.Origin,
	}
}

// administratorPart: the names that the consoles propose are tried first ("RDS
// database instances should use a custom administrator username").
func administratorPart(name estate.Value[estate.Text]) review.Part {
	usual := review.Ask(name, estate.No(), func(t estate.Text) estate.Truth {
		if v, whole := t.Variable(); whole && v.Kind == scenario.Secret {
			return estate.No() // what Secrets Manager keeps is not a name that a form proposed
		}
		return review.Spells(t, name.Origin, func(s string) bool { return strings.EqualFold(s, "admin") || strings.EqualFold(s, "postgres") })
	})
	return review.Part{Bad: usual, Says: "its administrator has the name that everybody tries first", Severity: finding.Info, At: name.Origin}
}

// isRotated is true of a database whose secret is attached and rotates.
func isRotated(e *estate.Estate, r estate.Resource) estate.Truth {
	out := estate.No()
	for _, a := range estate.All[*estate.SecretAttachment](e) {
		here := review.Refers(e, a.Target, r).Given(a.When)
		for _, s := range estate.All[*estate.SecretRotation](e) {
			same := review.Refers(e, s.Secret, a)
			if secret, ok := known[*estate.Secret](e, a.Secret); ok {
				same = same.Or(review.Refers(e, s.Secret, secret))
			}
			out = out.Or(here.And(same).Given(s.When))
		}
	}
	return out
}
