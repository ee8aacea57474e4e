package account

import (
	"encoding/base64"
	"encoding/csv"
	"strings"

	"ringwall/internal/estate"
)

// accessKey reads an AccessKeyMetadata (ListAccessKeys).
func (r *reader) accessKey() {
	x := &estate.AccessKey{Core: r.core("", "AWS::IAM::AccessKey")}
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "AccessKeyId":
			_, x.Logical, x.Physical = r.named()
		case "UserName":
			x.User = r.txt()
		case "Status":
			x.Active = r.values.boolean(r.intern() == "Active", r.at)
		case "CreateDate":
			x.Created = r.str()
		default:
			r.skip()
		}
	}
	x.ID = estate.ID("access-key/" + x.Physical)
	if x.Physical != "" && !r.doubtful() {
		r.add(x)
	}
}

// mfaDevice reads an MFADevice (ListMFADevices) or a VirtualMFADevice; one that
// is assigned to nobody is none.
func (r *reader) mfaDevice() {
	x := &estate.MFADevice{Core: r.core("", "AWS::IAM::VirtualMFADevice")}
	var user, serial string
	for r.open('{'); r.more(); {
		switch string(r.key()) {
		case "SerialNumber":
			serial = r.str()
		case "UserName":
			user = r.intern()
		case "User":
			is := r.members("UserName", "Arn")
			if user = is[0]; user == "" && strings.HasSuffix(is[1], ":root") {
				user = "<root_account>"
			}
		default:
			r.skip()
		}
	}
	if r.doubtful() || serial == "" || user == "" {
		return
	}
	if strings.HasPrefix(serial, "arn:") {
		r.byPart(&x.Core, lastPart(serial), serial)
	} else {
		x.ID, x.Logical, x.Physical = estate.ID("mfa/"+serial), serial, serial
	}
	x.Users.Known = append(x.Users.Known, item(estate.Literal(user), x.Origin))
	r.add(x)
}

// samlProvider reads a SAMLProviderListEntry, oidcProvider an
// OpenIDConnectProviderListEntry.
func (r *reader) samlProvider() {
	x := &estate.SAMLProvider{Core: r.core("", "AWS::IAM::SAMLProvider")}
	arn := r.member("Arn")
	if arn == "" || r.doubtful() {
		return
	}
	r.byPart(&x.Core, lastPart(arn), arn)
	x.ProviderName = r.values.text(x.Logical, x.Origin)
	r.add(x)
}

func (r *reader) oidcProvider() {
	x := &estate.OIDCProvider{Core: r.core("", "AWS::IAM::OIDCProvider")}
	arn := r.member("Arn")
	_, host, ok := strings.Cut(arn, ":oidc-provider/")
	if !ok || r.doubtful() {
		return
	}
	r.byPart(&x.Core, host, arn)
	x.URL = r.values.text("https://"+host, x.Origin)
	x.Clients.Unknown = r.apart("its clients", "iam get-open-id-connect-provider", host)
	r.loose.oidc = append(r.loose.oidc, x)
	r.add(x)
}

// oidcAnswer reads the answer of GetOpenIDConnectProvider: the provider's ARN
// ends with its URL ("Create an OpenID Connect identity provider").
func (r *reader) oidcAnswer(doc *estate.Tree) {
	host := strings.TrimPrefix(r.textAt(doc, "Url"), "https://")
	clients := r.textsAt(doc, "ClientIDList")
	if r.soundAnswer && host != "" {
		r.loose.clients = append(r.loose.clients, oidcClients{host, clients, r.at, r.scope})
	}
}

// oidcClients are the clients of the provider of a host.
type oidcClients struct {
	host    string
	clients estate.Items[estate.Text]
	at      estate.Origin
	scope   *scope
}

func (l *loader) joinClients() {
	for _, c := range l.loose.clients {
		found := false
		for _, x := range l.loose.oidc {
			account, _ := x.Account.Known()
			if x.Logical == c.host && (c.scope.account == "" || account == c.scope.account) {
				x.Clients, found = c.clients, true
			}
		}
		if found || c.scope.account == "" {
			continue
		}
		x := &estate.OIDCProvider{Core: estate.Core{Type: "AWS::IAM::OIDCProvider", Origin: c.at}, Clients: c.clients}
		r := &reader{loader: l, scanner: newScanner(nil), scope: c.scope, at: c.at}
		r.byPart(&x.Core, c.host, "arn:"+estate.PartitionOf(c.scope.region)+":iam::"+c.scope.account+":oidc-provider/"+c.host)
		x.URL = l.values.text("https://"+c.host, c.at)
		l.loose.oidc = append(l.loose.oidc, x)
		r.add(x)
		l.placeCore(&x.Core, c.scope)
	}
}

// userFact is what a file says of a user apart from it: whether it has a password
// and a device for multi-factor authentication.
type userFact struct {
	name         string
	scope        *scope
	console, mfa estate.Value[bool]
}

// loginProfile reads the answer of GetLoginProfile; null says that there is none.
func (r *reader) loginProfile(doc *estate.Tree) {
	p := doc.At("LoginProfile")
	r.below(p, "UserName")
	name := r.textAt(p, "UserName")
	if name == "" {
		name = r.subject(doc, "UserName")
	}
	if name == "" || !r.soundAnswer {
		r.subjectless("user", "get-login-profile-NAME")
		return
	}
	at := r.at
	r.loose.users = append(r.loose.users, userFact{name: name, scope: r.scope, console: r.values.boolean(!p.IsMissing(), at)})
}

// passwordPolicy reads the answer of GetAccountPasswordPolicy.
func (r *reader) passwordPolicy(doc *estate.Tree) {
	p := doc.At("PasswordPolicy")
	if p.IsMissing() {
		return
	}
	x := &estate.PasswordPolicy{
		Core:          r.ofAccount("password-policy", "AWS::IAM::PasswordPolicy"),
		MinimumLength: r.wholeValue(p, "MinimumPasswordLength"), MaxAge: r.wholeValue(p, "MaxPasswordAge"), Remembered: r.wholeValue(p, "PasswordReusePrevention"),
		Upper: r.flagValue(p, "RequireUppercaseCharacters"), Lower: r.flagValue(p, "RequireLowercaseCharacters"),
		Digits: r.flagValue(p, "RequireNumbers"), Symbols: r.flagValue(p, "RequireSymbols"), MayChange: r.flagValue(p, "AllowUsersToChangePassword"),
	}
	r.takeOfAccount(x)
}

// alternateContact reads the answer of GetAlternateContact.
func (r *reader) alternateContact(doc *estate.Tree) {
	kind := r.wordValue(doc, "AlternateContact", "AlternateContactType")
	name, _ := kind.Known()
	r.takeOfAccount(&estate.AlternateContact{
		Core: r.ofAccount("alternate-contact-"+strings.ToLower(name), "AWS::Account::AlternateContact"), Kind: kind,
		Email: r.textValue(doc, "AlternateContact", "EmailAddress"),
	})
}

// accountSummary reads the answer of GetAccountSummary, of which only the root
// user's facts are read.
func (r *reader) accountSummary(doc *estate.Tree) {
	m := doc.At("SummaryMap")
	some := func(name string) estate.Value[bool] {
		return estate.Derive(r.wholeValue(m, name), func(n int) estate.Alternative[bool] {
			return estate.Alternative[bool]{State: estate.Known, Is: n > 0}
		})
	}
	r.takeRoot(&estate.RootUser{
		Core: r.ofAccount("root", "AWS::IAM::RootUser"), AccessKeys: some("AccountAccessKeysPresent"), MFA: some("AccountMFAEnabled"),
	})
}

// ofAccount begins a resource of which an account has one.
func (r *reader) ofAccount(name, typ string) estate.Core {
	c := r.core(name, typ)
	c.Physical = ""
	return c
}

// takeOfAccount takes in a resource of which an account has one; its ID is made
// when the account is known.
func (r *reader) takeOfAccount(x estate.Resource) {
	if !r.soundAnswer {
		return
	}
	r.loose.single = append(r.loose.single, held{x, r.scope})
	r.settle(x.Base())
}

func (r *reader) takeRoot(x *estate.RootUser) {
	if !r.soundAnswer {
		return
	}
	for _, s := range r.loose.single {
		if have, ok := s.resource.(*estate.RootUser); ok && s.scope == r.scope {
			have.AccessKeys, have.MFA = have.AccessKeys.OrElse(x.AccessKeys), have.MFA.OrElse(x.MFA)
			have.LastUsed = max(have.LastUsed, x.LastUsed)
			return
		}
	}
	r.takeOfAccount(x)
}

// joinSingles gives what an account has one of its ID.
func (l *loader) joinSingles() {
	for _, s := range l.loose.single {
		c := s.resource.Base()
		account, _ := c.Account.Known()
		c.Physical = strings.TrimPrefix(account+"/"+c.Logical, "/")
		c.ID = estate.ID(c.Physical)
		key := typed{c.Type, c.Physical}
		if _, ok := l.byID[key]; !ok {
			l.byID[key] = s
			l.result.Resources = append(l.result.Resources, s.resource)
		}
	}
}

// credentialReport reads the answer of GetCredentialReport: a table in base64
// ("Get credential reports for your AWS account").
func (r *reader) credentialReport(doc *estate.Tree) {
	content := doc.At("Content")
	text, err := base64.StdEncoding.DecodeString(r.textAt(doc, "Content"))
	rows, fault := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil || fault != nil || len(rows) == 0 {
		r.soundAnswer = false
		r.note(content.Place().Line, content.Place().Column, "found a text that is no table in base64, expected a credential report")
		return
	}
	column := map[string]int{}
	for n, name := range rows[0] {
		column[name] = n
	}
	for _, row := range rows[1:] {
		r.credentials(func(name string) string {
			n, ok := column[name]
			if !ok {
				return ""
			}
			return row[n]
		})
	}
}

// credentials reads a row of the report.
func (r *reader) credentials(is func(string) string) {
	flag := func(name string) estate.Value[bool] {
		switch is(name) {
		case "true", "TRUE":
			return r.values.boolean(true, r.at)
		case "false", "FALSE":
			return r.values.boolean(false, r.at)
		}
		return estate.Value[bool]{}
	}
	if is("user") != "<root_account>" {
		r.loose.users = append(r.loose.users, userFact{name: is("user"), scope: r.scope, console: flag("password_enabled"), mfa: flag("mfa_active")})
		return
	}
	keys := flag("access_key_1_active")
	if second, _ := flag("access_key_2_active").Known(); second {
		keys = flag("access_key_2_active")
	}
	used := is("password_last_used")
	if len(used) == 0 || used[0] < '0' || used[0] > '9' {
		used = ""
	}
	x := &estate.RootUser{Core: r.ofAccount("root", "AWS::IAM::RootUser"), AccessKeys: keys, MFA: flag("mfa_active"), LastUsed: used}
	if x.Account = estate.Literal(""); strings.Count(is("arn"), ":") == 5 {
		x.Account = estate.Literal(strings.Split(is("arn"), ":")[4])
	}
	r.takeRoot(x)
}

// joinUsers gives users what is said of them apart. What no file says is unknown.
func (l *loader) joinUsers() {
	facts := map[string][]userFact{}
	for _, f := range l.loose.users {
		facts[f.name] = append(facts[f.name], f)
	}
	devices := map[string]bool{}
	for _, x := range l.result.Resources {
		if d, ok := x.(*estate.MFADevice); ok {
			account, _ := d.Account.Known()
			user, _ := d.Users.Known[0].Is.Known()
			devices[account+" "+user] = true
		}
	}
	for _, id := range l.loose.identityList {
		u, ok := id.resource.(*estate.User)
		if !ok {
			continue
		}
		account, _ := u.Account.Known()
		for _, f := range facts[u.Logical] {
			if f.scope.account == "" || f.scope.account == account {
				u.Console, u.MFA = u.Console.OrElse(f.console), u.MFA.OrElse(f.mfa)
			}
		}
		if devices[account+" "+u.Logical] {
			u.MFA = l.values.boolean(true, u.Origin)
		}
		g := l.notHeld(u.Origin, "the password and devices of "+u.Logical, "iam get-credential-report", "as get-credential-report.json")
		unseen(g[0].Gap, u.Origin, &u.Console, &u.MFA)
	}
}
