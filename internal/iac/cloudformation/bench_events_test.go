package cloudformation_test

import (
	"fmt"
	"strings"
	"testing"

	"ringwall/internal/iac/cloudformation"
)

// BenchmarkManyEvents loads a function with thousands of events of an implicit API:
// its time rises with their number, not with its square.
func BenchmarkManyEvents(b *testing.B) {
	for _, n := range []int{1250, 5000} {
		for _, kind := range []string{"Api", "HttpApi"} {
			text := manyEvents(kind, n)
			b.Run(fmt.Sprint(kind, n), func(b *testing.B) {
				for b.Loop() {
					doc, _, err := cloudformation.Parse("t.yaml", text)
					if err != nil {
						b.Fatal(err)
					}
					if _, err := cloudformation.Load([]*cloudformation.Document{doc}, cloudformation.Options{}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func manyEvents(kind string, n int) []byte {
	var out strings.Builder
	out.WriteString("Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n" +
		"    Properties:\n      Handler: index.handler\n      Runtime: nodejs22.x\n      CodeUri: .\n      Events:\n")
	for i := range n {
		fmt.Fprintf(&out, "        E%d: {Type: %s, Properties: {Path: /p%d, Method: get}}\n", i, kind, i)
	}
	return []byte(out.String())
}
