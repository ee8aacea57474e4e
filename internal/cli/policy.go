package cli

import "github.com/spf13/cobra"

// policyCommand holds what is asked of policies alone, without an estate.
func (a *app) policyCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "policy",
		Short: "Ask about IAM policies alone, without an estate",
		Long:  `Policy answers questions about policies by themselves, and formats them.`,
		Args:  cobra.ArbitraryArgs,
		RunE:  a.noVerb,

		ValidArgsFunction: cobra.NoFileCompletions,
	}
	cmd.AddCommand(a.policyCheckCommand(), a.policyCompareCommand(), a.policyFormatCommand(), a.policyExpandCommand())
	return cmd
}
