package account_test

import (
	"testing"

	"ringwall/internal/account"
	"ringwall/internal/account/wire"
	"ringwall/internal/estate"
)

// TestWithheldValuesAreUnknown: a snapshot keeps the names of a function's variables;
// their values are neither absent nor what stands in their place.
func TestWithheldValuesAreUnknown(t *testing.T) {
	files := inMemory(map[string][]byte{
		"111122223333/eu-west-1/list-functions.json": []byte(`{"Functions": [{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:eu-west-1:111122223333:function:f",
			"Environment": {"Variables": {"TOKEN": "` + wire.Hidden + `", "LEVEL": "info"}}}]}`),
	})
	got := account.Load(files, account.Options{})
	for _, r := range got.Resources {
		f, ok := r.(*estate.Function)
		if !ok {
			continue
		}
		if k := f.Environment.At("TOKEN").Kind; k != estate.Opaque {
			t.Errorf("the value of TOKEN is of kind %v, want that it is unknown", k)
		}
		if s, _ := f.Environment.At("LEVEL").Text.Known(); s != "info" {
			t.Errorf("the value of LEVEL is %q, want info", s)
		}
		return
	}
	t.Fatal("there is no function")
}
