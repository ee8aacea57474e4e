package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"ringwall/internal/diagram"
)

// drawFlags are the flags of draw.
type drawFlags struct {
	sources sources
	output  output
}

func (a *app) drawCommand() *cobra.Command {
	var f drawFlags
	cmd := &cobra.Command{
		Use:   "draw SOURCE…",
		Short: "Draw the architecture as SVG",
		Long: `Draw draws the sources as one architecture: accounts and Regions as frames, VPCs
in them, Availability Zones as columns, tiers of subnets as rows, load balancers
as bands across the zones, gateways on the VPC's border, managed services beside
it by kind. What is unknown is dashed. The picture is one SVG file without
scripts, for light and dark screens.`,
		Example: `  ringwall draw template.yaml > architecture.svg`,
		RunE: func(cmd *cobra.Command, args []string) error {
			subject, err := a.open(cmd, f.sources, args...)
			if err != nil {
				return err
			}
			picture := diagram.Draw(subject.Estate, diagram.Marks{Title: "Architecture of " + subject.Names[0]})
			if err := picture.SVG(a.stdout, diagram.Options{}); err != nil {
				return fmt.Errorf("write the picture: %w", err)
			}
			return nil
		},
	}
	f.sources.flags(cmd)
	f.output.flag(cmd, "svg")
	return cmd
}
