package review_test

import (
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/policy"
	"ringwall/internal/review"
)

func TestWhoIsOfAnotherAccount(t *testing.T) {
	account := policy.Part{Hole: "AWS::AccountId", Plain: true}
	arn := func(parts ...policy.Part) policy.Text { return policy.Join(parts...) }
	for _, x := range []struct {
		name string
		own  estate.Text
		aws  []policy.Text
		want policy.Answer
	}{
		{"the account's own id", estate.Text{}, []policy.Text{arn(policy.Part{Literal: "arn:aws:iam::"}, account, policy.Part{Literal: ":root"})}, policy.No},
		{"in a partition that isn't known", estate.Text{}, []policy.Text{arn(policy.Part{Literal: "arn:"}, policy.Part{Hole: "AWS::Partition", Plain: true}, policy.Part{Literal: ":iam::"}, account, policy.Part{Literal: ":root"})}, policy.No},
		{"a role of the same sources", estate.Text{}, []policy.Text{arn(policy.Part{Hole: "Role.Arn", Plain: true})}, policy.No},
		{"a parameter", estate.Text{}, []policy.Text{arn(policy.Part{Literal: "arn:aws:iam::"}, policy.Part{Hole: "Partner"}, policy.Part{Literal: ":root"})}, policy.Unknown},
		{"a number, here or elsewhere", estate.Text{}, []policy.Text{policy.Literal("444455556666")}, policy.No},
		{"of an account that isn't known", estate.OfReference("Stack", "Account"), []policy.Text{policy.Literal("444455556666")}, policy.Unknown},
		{"two numbers, of which one is another", estate.OfReference("Stack", "Account"), []policy.Text{policy.Literal("444455556666"), policy.Literal("arn:aws:iam::111122223333:root")}, policy.Yes},
		{"another", estate.Literal("111122223333"), []policy.Text{policy.Literal("arn:aws:iam::444455556666:role/x")}, policy.Yes},
		{"one's own", estate.Literal("111122223333"), []policy.Text{policy.Literal("arn:aws:iam::111122223333:role/x")}, policy.No},
		{"everyone is asked elsewhere", estate.Literal("111122223333"), []policy.Text{policy.Literal("*")}, policy.No},
		{"a principal that is no more", estate.Literal("111122223333"), []policy.Text{policy.Literal("AROAEXAMPLEID")}, policy.No},
	} {
		got, who := review.Outsiders(policy.Statement{Principal: &policy.Principals{AWS: x.aws}}, x.own)
		if got != x.want || (got == policy.No) != (len(who) == 0) {
			t.Errorf("%s: got %v, %v, want %v", x.name, got, who, x.want)
		}
	}
}
