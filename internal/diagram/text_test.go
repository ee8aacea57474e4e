package diagram

import (
	"strings"
	"testing"
)

func TestFittedTextsFit(t *testing.T) {
	for _, f := range []font{fontTitle, fontName, fontNote} {
		for _, s := range someNames {
			for width := 0; width < 300; width += 7 {
				if got := f.fit(s, width); got != "" && f.width(got) > width {
					t.Errorf("%q in %d pixels is %q, %d wide", s, width, got, f.width(got))
				}
			}
		}
	}
	if got := fontName.fit("myapp-public-subnet-1", 90); !strings.HasPrefix(got, "my") || !strings.HasSuffix(got, "-1") {
		t.Errorf("the end of a name is lost: %q", got)
	}
}

func TestWrappedLinesFitAndLoseNothing(t *testing.T) {
	const s = "security group WebServerSecurityGroupWithAVeryLongNameThatHasNoSpaces: in tcp 80 from 0.0.0.0/0 日本語の名前日本語の名前"
	for width := 20; width < 400; width += 13 {
		lines := fontLegend.wrap(s, width)
		for _, l := range lines {
			if fontLegend.width(l) > width {
				t.Errorf("%q is wider than %d", l, width)
			}
		}
		if strings.ReplaceAll(strings.Join(lines, ""), " ", "") != strings.ReplaceAll(s, " ", "") {
			t.Errorf("in %d pixels something is lost: %q", width, lines)
		}
	}
}

func TestNamesAsAPersonWritesThem(t *testing.T) {
	for in, want := range map[string]string{
		"WorkGroup": "work group", "DBProxyEndpoint": "DB proxy endpoint", "VPCLink": "VPC link", "Hub": "hub", "X": "x", "": "",
	} {
		if got := words(in); got != want {
			t.Errorf("words(%q) is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"myapp-public-1": "myapp-public", "PrivateSubnet2A": "privatesubnet", "web-eu-west-1a": "web-eu-west", "db": "db", "7": "", "PublicSubnetAZ1": "publicsubnetaz",
	} {
		if got := stem(in); got != want {
			t.Errorf("stem(%q) is %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"AWS::Athena::WorkGroup": "Athena work group", "AWS::SecurityHub::Standard": "SecurityHub standard", "Custom::Any": "custom resource"} {
		if got := guessKind(in).noun; got != want {
			t.Errorf("%s is called %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"policy": "policies", "DB proxy": "DB proxies", "KMS key": "KMS keys", "index": "indexes"} {
		if got := plural(in); got != want {
			t.Errorf("several %s are %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"": "", "3": "3", "1 2": "1 2", "1 2 3 7": "1–3 7"} {
		var list []int
		for _, f := range strings.Fields(in) {
			list = append(list, int(f[0]-'0'))
		}
		if got := ranges(list); got != want {
			t.Errorf("ranges(%s) is %q, want %q", in, got, want)
		}
	}
}

// TestTheRowsOfTypesAreInOrder keeps the table readable: each type once.
func TestTheRowsOfTypesAreInOrder(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range kindRows {
		if seen[r.typ] {
			t.Errorf("%s has two rows", r.typ)
		}
		seen[r.typ] = true
		if r.noun == "" || r.glyph == GlyphNone && !r.fine {
			t.Errorf("%s has no noun or no glyph", r.typ)
		}
	}
}
