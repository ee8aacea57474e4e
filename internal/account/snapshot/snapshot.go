// Package snapshot writes and reads snapshots of live accounts: one compressed file
// that holds what a folder of the AWS CLI's JSON holds, and what of it could not
// be asked for.
//
// A snapshot is a tar archive compressed with Zstandard, so that `tar --zstd -xf`
// unpacks it. Its first file is snapshot.json, the [Manifest]. The others are called
// ACCOUNT/REGION/NAME.json and hold the output of one command each.
//
// It is compressed in pieces of a megabyte with a checksum each, and no byte is
// handed out whose checksum is not right: what is damaged is missing, never different.
//
//	err := snapshot.Write(w, snapshot.Manifest{Collected: now}, os.DirFS("folder"))
//	r, err := snapshot.Open(file)
//	for name, content, err := r.Next(); err == nil; name, content, err = r.Next() {
//		…
//	}
//
// The package refuses to know what the files in a snapshot say.
package snapshot

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Format and Version are what this package writes; it reads all versions up to this.
const (
	Format  = "ringwall.snapshot"
	Version = 1
)

// ManifestName is the name of the first file of a snapshot.
const ManifestName = "snapshot.json"

// Manifest says what a snapshot holds, and what it lacks.
type Manifest struct {
	Format    string    `json:"format"`
	Version   int       `json:"version"`
	Collected time.Time `json:"collected"`      // when collecting began
	Tool      string    `json:"tool,omitempty"` // and its version
	Accounts  []Account `json:"accounts,omitempty"`
	// Missing are the calls that did not give all that there is.
	Missing []Missing `json:"missing,omitempty"`
	// Files are how many files each folder has: "111122223333/eu-west-1": 40. What a
	// folder then has less is lost. [Write] counts them.
	Files map[string]int `json:"files"`
}

// Account is an account that was asked, and in which Regions.
type Account struct {
	ID      string   `json:"id"`
	Regions []string `json:"regions,omitempty"`
}

// Missing is a call that failed, or whose answer is not whole.
type Missing struct {
	Account string `json:"account"`
	Region  string `json:"region,omitempty"` // "" for what is of no Region
	// Call is the API's operation behind the CLI's name of its service: "ec2:DescribeVpcs",
	// "elbv2:DescribeListeners", "s3api:GetBucketPolicy".
	Call string `json:"call"`
	// Resource is what the call was about, if it is about one thing: a bucket's name, a
	// key's id, an ARN.
	Resource string `json:"resource,omitempty"`
	// Permission is what would have let it: "elasticloadbalancing:DescribeListeners". It
	// is empty if no permission was what it lacked.
	Permission string `json:"permission,omitempty"`
	Error      string `json:"error,omitempty"` // as AWS said it
}

// NewerError is the error of a snapshot that a later ringwall wrote.
type NewerError struct{ Version int }

func (e *NewerError) Error() string {
	return fmt.Sprintf("it is a snapshot of version %d, and this ringwall reads up to version %d: take a newer ringwall, or collect with this one", e.Version, Version)
}

// Is reports whether a file that begins so is meant to be a snapshot: nothing else that
// is read is compressed with Zstandard.
func Is(head []byte) bool { return bytes.HasPrefix(head, frameMagic) }

// ReadManifest reads snapshot.json. Its error says what is wrong with it.
func ReadManifest(data []byte) (Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(data, &m); err != nil {
		// A later version may have other fields, whose types are wrong here.
		var only struct{ Version int }
		if json.Unmarshal(data, &only) == nil && only.Version > Version {
			return m, &NewerError{only.Version}
		}
		return m, fmt.Errorf("read %s: %w", ManifestName, err)
	}
	switch {
	case m.Format != Format:
		return m, fmt.Errorf("%s says that its format is %q, expected %q", ManifestName, m.Format, Format)
	case m.Version > Version:
		return m, &NewerError{m.Version}
	case m.Version < 1:
		return m, fmt.Errorf("%s says that its version is %d, expected 1 to %d", ManifestName, m.Version, Version)
	}
	return m, nil
}

// folderOf is the folder that a file is in; "." for none.
func folderOf(name string) string {
	if at := strings.LastIndexByte(name, '/'); at >= 0 {
		return name[:at]
	}
	return "."
}
