package terraform

import "ringwall/internal/estate"

func networkRules() map[string]rule                        { return nil }
func iamRules() map[string]rule                            { return nil }
func storageRules() map[string]rule                        { return nil }
func (l *loader) companions(c []estate.Core) []estate.Core { return c }
