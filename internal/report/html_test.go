package report_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"ringwall/internal/estate"
	"ringwall/internal/finding"
	"ringwall/internal/report"
)

// pageOf is what a test reads of a page.
type pageOf struct {
	elements []xml.StartElement
	text     string
}

func (p pageOf) all(name string) (out []xml.StartElement) {
	for _, e := range p.elements {
		if e.Name.Local == name {
			out = append(out, e)
		}
	}
	return out
}

func value(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readPage checks a page's form: what is open is closed, ids are unique, links lead
// to something on the page, nothing is loaded from elsewhere, headings don't skip
// a level, tables have captions, and their heads say what they head.
func readPage(t *testing.T, page string) pageOf {
	t.Helper()
	out := pageOf{}
	body := regexp.MustCompile(`(?s)<(style|script)>.*?</(style|script)>`).ReplaceAllString(page, "<$1></$2>")
	body = strings.TrimPrefix(body, "<!DOCTYPE html>\n")
	d := xml.NewDecoder(strings.NewReader(body))
	d.Strict, d.AutoClose, d.Entity = false, []string{"meta", "input"}, xml.HTMLEntity
	var open []string
	ids := map[string]bool{}
	level, caption := 0, true
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			x = x.Copy()
			out.elements = append(out.elements, x)
			open = append(open, x.Name.Local)
			if id := value(x, "id"); id != "" {
				if ids[id] {
					t.Errorf("id %s stands twice", id)
				}
				ids[id] = true
			}
			if !caption && x.Name.Local != "caption" {
				t.Errorf("a table begins with %s", x.Name.Local)
			}
			caption = x.Name.Local != "table"
			if x.Name.Local == "th" && value(x, "scope") == "" {
				t.Error("a head of a table doesn't say what it heads")
			}
			if n := strings.TrimPrefix(x.Name.Local, "h"); len(n) == 1 && n >= "1" && n <= "6" {
				now := int(n[0] - '0')
				if now > level+1 {
					t.Errorf("h%d follows h%d", now, level)
				}
				level = now
			}
			for _, a := range x.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || a.Name.Local == "style" || a.Name.Local == "src" || a.Name.Local == "href" && !strings.HasPrefix(a.Value, "#") {
					t.Errorf("%s has %s=%q", x.Name.Local, a.Name.Local, a.Value)
				}
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != x.Name.Local {
				t.Fatalf("</%s> closes %v", x.Name.Local, open)
			}
			open = open[:len(open)-1]
		case xml.CharData:
			out.text += string(x)
		}
	}
	if len(open) > 0 {
		t.Errorf("left open: %v", open)
	}
	for _, e := range out.elements {
		if to := value(e, "href"); to != "" && !ids[to[1:]] {
			t.Errorf("the link to %s leads nowhere", to)
		}
		for _, by := range strings.Fields(value(e, "aria-labelledby")) {
			if !ids[by] {
				t.Errorf("nothing is %s, which labels", by)
			}
		}
	}
	for _, name := range []string{"main", "h1", "nav", "header", "footer", "script", "head"} {
		if n := len(out.all(name)); n != 1 {
			t.Errorf("%d elements %s, want one", n, name)
		}
	}
	return out
}

// TestHTML: the page has all of a review.
func TestHTML(t *testing.T) {
	r := accepted()
	f := sample().Findings[0]
	f.Also, f.Facts = []estate.ID{"Other"}, []string{"the internet reaches it"}
	r.Findings = append([]finding.Finding{f}, r.Findings...)
	r.Failures[finding.Critical]++
	r.Stale = []finding.Suppression{{Controls: []string{"GONE"}, Reason: "it was there"}}
	p := readPage(t, written(t, report.NewHTML, report.Entry{Review: r}))
	for _, want := range []string{
		"Security review", "my templates/web.yaml", "1 failure at or over high", "Infrastructure protection", "0 of 1",
		"tcp 22 is open to 0.0.0.0/0", "NET-ADMIN-PORT-INTERNET", "No internet path to administration ports", "They are guessed at.",
		"Use Session Manager.", "FSBP EC2.19", "my templates/web.yaml:7:9", "in tcp/22 from 0.0.0.0/0", "the internet reaches it", "0123456789abcdef",
		"Stage=dev (default)", "--param Cidr=VALUE", "parameter without a default", "It belongs to the account",
		"cfn_nag W2 at my templates/web.yaml:5:7: a bastion (until 2999-12-31)", "Suppressions that match nothing", "it was there",
		"AWS::EC2::SecurityGroup", "not read: not a template", "if Stage=prod",
	} {
		if !strings.Contains(p.text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if n := len(p.all("details")); n < 4 {
		t.Errorf("%d folds", n)
	}
}

// TestHTMLSealed: the page lets nothing be loaded or run but what it brings
// itself, which it names by the hashes.
func TestHTMLSealed(t *testing.T) {
	r := sample()
	r.Pictures = &report.Pictures{Style: ".picture-of-ours {}"}
	page := written(t, report.NewHTML, report.Entry{Review: r})
	for _, name := range []string{"style", "script"} {
		part := regexp.MustCompile(`(?s)<` + name + `>(.*?)</` + name + `>`).FindStringSubmatch(page)[1]
		sum := sha256.Sum256([]byte(part))
		if want := name + "-src &#39;sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "&#39;"; !strings.Contains(page, want) {
			t.Errorf("the page doesn't name its %s by %s", name, want)
		}
	}
	if !strings.Contains(page, "default-src &#39;none&#39;") || strings.Contains(page, "url(") || strings.Contains(page, "@import") {
		t.Error("the page may load something")
	}
}

// TestHTMLHostile: no name becomes markup.
func TestHTMLHostile(t *testing.T) {
	p := readPage(t, written(t, report.NewHTML, report.Entry{Review: hostile()}))
	if !strings.Contains(p.text, "<script>alert(1)</script>\"'&`|*_[x](http://x)@octocat") {
		t.Error("the name is not shown as it is")
	}
}

// TestHTMLSame: the same review gives the same bytes.
func TestHTMLSame(t *testing.T) {
	first := written(t, report.NewHTML, report.Entry{Review: sample()})
	for range 5 {
		if written(t, report.NewHTML, report.Entry{Review: sample()}) != first {
			t.Fatal("the page changes")
		}
	}
}

// TestHTMLEmpty: a review that finds nothing is a page too.
func TestHTMLEmpty(t *testing.T) {
	r := sample()
	r.Findings, r.Controls, r.Areas, r.Assumed = nil, nil, nil, nil
	r.Failures = [finding.Critical + 1]int{}
	r.Subject.Estate = estate.New(estate.Estate{})
	p := readPage(t, written(t, report.NewHTML, report.Entry{Review: r}))
	for _, want := range []string{"No failure at or over high", "Nothing fails that is shown here.", "Nothing was left undecided."} {
		if !strings.Contains(p.text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestHTMLPictures: pictures have ids of their own, findings with the same path
// have one picture together, and one that cannot be drawn is an error.
func TestHTMLPictures(t *testing.T) {
	r := sample()
	again := r.Findings[0]
	again.Fingerprint = "00aa"
	other := again
	other.Proof.Steps, other.Fingerprint = other.Proof.Steps[:1], "00bb"
	r.Findings = append(r.Findings, again, other)
	drawn := 0
	draw := func(w io.Writer, prefix string) error {
		_, err := fmt.Fprintf(w, `<svg role="img" aria-labelledby="%stitle"><title id="%stitle">It</title></svg>`, prefix, prefix)
		return err
	}
	r.Pictures = &report.Pictures{Overview: draw, Finding: func(w io.Writer, prefix string, _ finding.Finding) (bool, error) {
		drawn++
		return true, draw(w, prefix)
	}}
	page := written(t, report.NewHTML, report.Entry{Review: r})
	p := readPage(t, page)
	if n := len(p.all("figure")); n != 3 || drawn != 2 {
		t.Errorf("%d figures, %d drawn; want 3 and 2", n, drawn)
	}
	if strings.Count(page, "As in <a href=\"#p1\">the picture of Group</a>") != 1 {
		t.Error("the second finding of a path doesn't lead to the first one's picture")
	}
	r.Pictures.Overview = func(io.Writer, string) error { return io.ErrClosedPipe }
	if err := report.NewHTML(io.Discard).Write(report.Entry{Review: r}); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a picture that fails: %v", err)
	}
}
