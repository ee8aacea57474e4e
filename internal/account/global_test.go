package account_test

import (
	"testing"

	"ringwall/internal/account"
)

// TestWhatIsGlobalHasNoRegionInItsName: a bucket may be called after a Region that it
// is not in.
func TestWhatIsGlobalHasNoRegionInItsName(t *testing.T) {
	got := account.Load(inMemory(map[string][]byte{
		"111122223333/global/s3-get-bucket-policy--logs-us-east-2.json": []byte(`{"Bucket": "logs-us-east-2", "Policy": null}`),
	}), account.Options{})
	for _, x := range got.Resources {
		if region, ok := x.Base().Region.Known(); ok && region != "" {
			t.Errorf("%s is in %s, by its name", x.Base().ID, region)
		}
	}
	for _, l := range got.Listings {
		if l.Region != "" {
			t.Errorf("the list %s is of %s, by a bucket's name", l.Kind, l.Region)
		}
	}
	if len(got.Resources) == 0 {
		t.Error("nothing is read")
	}
}
