package wire_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"ringwall/internal/account/wire"
)

// TestTheSDKSaysNothing: where no credentials are found, the error is all that is said.
// The SDK's own client of the instance's metadata would write a line to standard error.
func TestTheSDKSaysNothing(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	for k, v := range map[string]string{
		"AWS_EC2_METADATA_SERVICE_ENDPOINT": server.URL, "AWS_EC2_METADATA_DISABLED": "", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": "",
		"AWS_PROFILE": "", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_WEB_IDENTITY_TOKEN_FILE": "",
		"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "", "AWS_CONTAINER_CREDENTIALS_FULL_URI": "", "NO_PROXY": "127.0.0.1",
	} {
		t.Setenv(k, v)
	}
	in, out, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stderr
	os.Stderr = out
	_, err = wire.Connect(t.Context(), "", "eu-west-1", wire.Options{})
	os.Stderr = before
	out.Close()
	said, _ := io.ReadAll(in)
	if err == nil {
		t.Error("there are credentials")
	}
	if len(said) > 0 {
		t.Errorf("standard error has %q, want nothing", said)
	}
}
