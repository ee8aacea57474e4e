package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"ringwall/internal/diagram"
	"ringwall/internal/reach"
	"ringwall/internal/report"
)

// drawFlags are the flags of draw.
type drawFlags struct {
	sources  sources
	output   output
	flows    []string
	protocol string
	ports    string
	exposure bool
	findings []string
	focus    bool
	title    string
}

func (a *app) drawCommand() *cobra.Command {
	var f drawFlags
	cmd := &cobra.Command{
		Use:   "draw SOURCE…",
		Short: "Draw the architecture as SVG",
		Long: `Draw draws the sources as one architecture: accounts and Regions as frames, VPCs
in them, Availability Zones as columns, tiers of subnets as rows, load balancers
as bands across the zones of their tier, gateways and endpoints on the VPC's
border, managed services beside it by kind, the internet and on-premises networks
outside. Alike resources are one tile ("app ×7"). What is unknown, or stands only
under a condition, is dashed.

Lines are drawn where they are asked for: what flows from one place to another
(--flow), everything that the internet reaches (--exposure), the path of a finding
(--finding), with its gates numbered and explained in a legend. A flow is green,
amber where it is unknown, grey where it is blocked; a finding is red. A finding
without a path is a number on its resource.

The picture is one SVG file without scripts, for light and dark screens. The same
input gives the same bytes.

Exit status: 0 if the picture is drawn, whatever it shows; 2 for wrong usage or
unreadable input.`,
		Example: `  ringwall draw template.yaml > architecture.svg
  ringwall draw template.yaml --flow "internet -> WebServer" --port 443 > flow.svg
  ringwall draw cdk.out --exposure --focus > exposure.svg
  ringwall draw template.yaml --finding NET-DB-INTERNET:Database > finding.svg`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.draw(cmd, f, args) },
	}
	f.sources.flags(cmd)
	f.output.flag(cmd, "svg")
	flags := cmd.Flags()
	flags.StringArrayVar(&f.flows, "flow", nil, "draw what can flow, as `FROM -> TO` in the forms of reach (repeatable)")
	flags.StringVar(&f.protocol, "proto", "", "the `PROTOCOL` of --flow: tcp, udp, icmp, … (default any; tcp with --port)")
	flags.StringVar(&f.ports, "port", "", "destination `PORTS` of --flow: 443, 80,443 or 1024-65535")
	flags.BoolVar(&f.exposure, "exposure", false, "draw the ways from the internet to all that it reaches")
	flags.StringArrayVar(&f.findings, "finding", nil, "draw a finding of review: its `FINGERPRINT`, CONTROL or CONTROL:RESOURCE (repeatable)")
	flags.BoolVar(&f.focus, "focus", false, "draw only what --flow, --exposure and --finding speak of in full, and count the rest")
	flags.StringVar(&f.title, "title", "", "the `TEXT` above the picture (default the sources' names)")
	complete(cmd, "finding", controlChoices())
	complete(cmd, "proto", choices("tcp", "udp", "icmp", "icmpv6", "any"))
	complete(cmd, "port", choices())
	complete(cmd, "flow", choices())
	complete(cmd, "title", choices())
	return cmd
}

func (a *app) draw(cmd *cobra.Command, f drawFlags, args []string) error {
	if _, err := a.writer(f.output); err != nil {
		return err
	}
	questions, err := f.questions()
	if err != nil {
		return err
	}
	if f.focus && len(questions)+len(f.findings) == 0 && !f.exposure {
		return wrong("ringwall draw "+example(cmd)+" --exposure --focus", "--focus needs --flow, --exposure or --finding: it draws what these speak of")
	}
	subject, err := a.open(cmd, f.sources, args...)
	if err != nil {
		return err
	}
	marks, err := f.marks(subject, questions)
	if err != nil {
		return err
	}
	if err := diagram.Draw(subject.Estate, marks).SVG(a.stdout, diagram.Options{}); err != nil {
		return fmt.Errorf("write the picture: %w", err)
	}
	return nil
}

// questions are those of --flow.
func (f drawFlags) questions() ([]reach.Question, error) {
	if len(f.flows) == 0 && (f.protocol != "" || f.ports != "") {
		return nil, wrong(`--flow "internet -> WebServer" --port 443`, "--proto and --port belong to --flow, and there is none")
	}
	var out []reach.Question
	for _, flow := range f.flows {
		from, to, ok := strings.Cut(flow, "->")
		if !ok {
			return nil, wrong(`--flow "internet -> WebServer"`, "--flow %q is not FROM -> TO", flow)
		}
		q, err := reachFlags{protocol: f.protocol, ports: f.ports}.question(strings.TrimSpace(from), strings.TrimSpace(to))
		if err != nil {
			return nil, err
		}
		out = append(out, q)
	}
	return out, nil
}

// marks are what was asked to be drawn into the picture.
func (f drawFlags) marks(subject report.Subject, questions []reach.Question) (diagram.Marks, error) {
	out := diagram.Marks{Title: f.title, Focus: f.focus}
	if out.Title == "" {
		out.Title = "Architecture of " + strings.Join(subject.Names, ", ")
	}
	if len(questions) > 0 || f.exposure {
		model := reach.NewModel(subject.Estate)
		for _, q := range questions {
			got, err := model.Ask(q)
			if err != nil {
				return out, err
			}
			out.Paths = append(out.Paths, pathsOf(q, got)...)
		}
		if f.exposure {
			out.Paths = append(out.Paths, exposurePaths(model)...)
		}
	}
	if len(f.findings) > 0 {
		found, err := findingsNamed(subject.Estate, f.findings)
		if err != nil {
			return out, err
		}
		for _, x := range found {
			addFinding(&out, subject.Estate, x)
		}
	}
	shorten(&out)
	return out, nil
}
