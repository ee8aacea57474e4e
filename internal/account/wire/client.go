package wire

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
)

// Options are what a client needs beside its credentials; zero values are sensible.
type Options struct {
	// HTTP sends requests; nil: a client of its own.
	HTTP interface {
		Do(*http.Request) (*http.Response, error)
	}
	// Sleep waits before a request is tried again; nil: by the clock.
	Sleep func(context.Context, time.Duration) error
	Now   func() time.Time
	// Attempts is how often a request is tried; 0: what the configuration says, or 8.
	Attempts int
	// Timeout bounds one attempt; 0: a minute.
	Timeout time.Duration
}

// Client asks as one identity. Several goroutines may use it at once.
type Client struct {
	config aws.Config
	model  *Model
	o      Options
	signer *v4.Signer
	retry  *retry.Standard
	variant
}

// NewClient makes a client of a configuration.
func NewClient(config aws.Config, model *Model, o Options) *Client {
	if o.HTTP == nil {
		o.HTTP = awshttp.NewBuildableClient()
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout == 0 {
		o.Timeout = time.Minute
	}
	if o.Attempts == 0 {
		o.Attempts = config.RetryMaxAttempts
	}
	if o.Attempts == 0 {
		o.Attempts = 8
	}
	c := &Client{config: config, model: model, o: o, variant: variantOf(config)}
	c.signer = v4.NewSigner(func(s *v4.SignerOptions) { s.DisableURIPathEscaping = true })
	c.retry = retry.NewStandard(func(s *retry.StandardOptions) {
		s.MaxAttempts, s.RateLimiter = o.Attempts, unlimited{}
	})
	return c
}

// unlimited lets every request be tried again as often as Attempts says: a run of
// thousands of requests must not give up some because others failed.
type unlimited struct{}

func (unlimited) GetToken(context.Context, uint) (func() error, error) {
	return func() error { return nil }, nil
}
func (unlimited) AddTokens(uint) error { return nil }

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// mostPages bounds how many pages an answer has.
const mostPages = 100_000

// Call asks for an operation in a Region, all pages of it. The answer is a map of
// what the CLI prints. Lists of it that AWS leaves out are there, and empty.
func (c *Client) Call(ctx context.Context, region, service, operation string, params Params) (map[string]Answer, error) {
	s, o, err := c.model.operation(service, operation)
	if err != nil {
		return nil, err
	}
	var whole map[string]Answer
	asked := map[string]bool{}
	for page := params; ; {
		a, err := c.page(ctx, region, s, o, operation, page)
		if err != nil {
			return nil, fmt.Errorf("%s:%s: %w", service, operation, err)
		}
		next := o.next(a)
		whole = join(whole, a, o)
		if next == "" {
			s.fill(whole, o)
			return whole, nil
		}
		if asked[next] || len(asked) > mostPages {
			return nil, fmt.Errorf("%s:%s: the answer goes on in a circle: a page names as its next one that was there before", service, operation)
		}
		asked[next] = true
		page = Params{o.Token: next}
		for k, v := range params {
			page[k] = v
		}
	}
}

// next is the token of the next page, which may stand in the payload.
func (o *Operation) next(page map[string]Answer) string {
	list, name, nested := strings.Cut(o.Next, ".")
	if !nested {
		next, _ := page[o.Next].(string)
		return next
	}
	within, _ := page[list].(map[string]Answer)
	next, _ := within[name].(string)
	return next
}

// join adds a page: lists grow, of other members the last counts.
func join(whole, page map[string]Answer, o *Operation) map[string]Answer {
	if list, name, nested := strings.Cut(o.Next, "."); nested {
		within, _ := page[list].(map[string]Answer)
		so, _ := whole[list].(map[string]Answer)
		return map[string]Answer{list: join(so, within, &Operation{Next: name, Marks: []string{"IsTruncated", "Marker"}})}
	}
	if o.Next != "" {
		delete(page, o.Next)
	}
	for _, m := range o.Marks {
		delete(page, m)
	}
	if whole == nil {
		return page
	}
	for k, v := range page {
		have, isList := whole[k].([]Answer)
		if more, ok := v.([]Answer); ok && isList {
			v = append(have, more...)
		}
		whole[k] = v
	}
	return whole
}

// fill adds the lists that are empty.
func (s *Service) fill(whole map[string]Answer, o *Operation) {
	for _, m := range s.Shapes[o.Output].Members {
		if _, ok := whole[m.Name]; !ok && s.Shapes[m.Shape].Kind == List {
			whole[m.Name] = []Answer{}
		}
	}
}

// page asks once for one page, and again while it is worth it.
func (c *Client) page(ctx context.Context, region string, s *Service, o *Operation, name string, params Params) (map[string]Answer, error) {
	for attempt := 1; ; attempt++ {
		a, err := c.attempt(ctx, region, s, o, name, params)
		var moved *Error
		if errors.As(err, &moved) && moved.Region != "" && moved.Region != region {
			region = moved.Region
			continue
		}
		if err == nil || ctx.Err() != nil || attempt >= c.o.Attempts || !c.again(err) {
			return a, err
		}
		delay, e := c.retry.RetryDelay(attempt, err)
		if e == nil {
			e = c.o.Sleep(ctx, delay)
		}
		if e != nil {
			return nil, errors.Join(err, e)
		}
	}
}

// again reports whether an error is reason to try again: as the SDK has it, and where a
// service says with its status alone that it is asked too often.
func (c *Client) again(err error) bool {
	var e *Error
	return c.retry.IsErrorRetryable(err) || errors.As(err, &e) && e.Status == http.StatusTooManyRequests
}

// longest bounds the size of one page.
const longest = 256 << 20

func (c *Client) attempt(ctx context.Context, region string, s *Service, o *Operation, name string, params Params) (map[string]Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.o.Timeout)
	defer cancel()
	r, err := c.request(ctx, region, s, o, name, params)
	if err != nil {
		return nil, err
	}
	answer, err := c.o.HTTP.Do(r)
	if err != nil {
		return nil, &sending{err}
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, longest+1))
	switch {
	case err != nil:
		return nil, &sending{err}
	case len(data) > longest:
		return nil, fmt.Errorf("the answer is longer than %d MB", longest>>20)
	case answer.StatusCode >= 300:
		return nil, s.failure(answer, data)
	}
	a, err := s.decode(o, data)
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	return a, nil
}

// request is signed for a Region.
func (c *Client) request(ctx context.Context, region string, s *Service, o *Operation, name string, params Params) (*http.Request, error) {
	x, err := s.build(o, name, params)
	if err != nil {
		return nil, err
	}
	to := s.endpoint(region, c.variant)
	u := url.URL{Scheme: "https", Host: hostOf(o, params) + to.host}
	if base := c.base(ctx, s); base != "" {
		b, err := url.Parse(base)
		if err != nil {
			return nil, fmt.Errorf("the endpoint %s: %w", base, err)
		}
		u = *b
	}
	u.RawQuery = strings.ReplaceAll(x.query.Encode(), "+", "%20")
	if u.Path, err = url.PathUnescape(x.path); err != nil {
		return nil, fmt.Errorf("the path %s: %w", x.path, err)
	}
	u.RawPath = x.path
	r, err := http.NewRequestWithContext(ctx, x.method, u.String(), strings.NewReader(x.body))
	if err != nil {
		return nil, err
	}
	r.Header = x.header
	sum := sha256.Sum256([]byte(x.body))
	hash := hex.EncodeToString(sum[:])
	if s.Protocol == RESTXML {
		r.Header.Set("X-Amz-Content-Sha256", hash)
	}
	credentials, err := c.config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, &CredentialsError{err}
	}
	err = c.signer.SignHTTP(ctx, credentials, r, hash, s.Signing, to.region, c.o.Now(), func(o *v4.SignerOptions) {
		o.DisableURIPathEscaping = s.Protocol == RESTXML // S3's rule ("Create a signed AWS API request")
	})
	return r, err
}

func hostOf(o *Operation, params Params) string {
	host := o.Host
	for k, v := range params {
		host = strings.ReplaceAll(host, "{"+k+"}", text(v))
	}
	return host
}

// variantOf is which endpoints the configuration asks for: AWS_USE_FIPS_ENDPOINT,
// AWS_USE_DUALSTACK_ENDPOINT, or use_fips_endpoint and use_dualstack_endpoint of the
// profile ("Dual-stack and FIPS endpoints").
func variantOf(config aws.Config) variant {
	type fips interface {
		GetUseFIPSEndpoint(context.Context) (aws.FIPSEndpointState, bool, error)
	}
	type dual interface {
		GetUseDualStackEndpoint(context.Context) (aws.DualStackEndpointState, bool, error)
	}
	var out variant
	var saysFIPS, saysDual bool
	for _, x := range config.ConfigSources { // the first that says it counts
		if s, ok := x.(fips); ok && !saysFIPS {
			is, found, err := s.GetUseFIPSEndpoint(context.Background())
			out.fips, saysFIPS = is == aws.FIPSEndpointStateEnabled, found && err == nil
		}
		if s, ok := x.(dual); ok && !saysDual {
			is, found, err := s.GetUseDualStackEndpoint(context.Background())
			out.dual, saysDual = is == aws.DualStackEndpointStateEnabled, found && err == nil
		}
	}
	return out
}

// base is the endpoint that the user's configuration names, as AWS_ENDPOINT_URL or
// AWS_ENDPOINT_URL_SERVICE ("Service-specific endpoints").
func (c *Client) base(ctx context.Context, s *Service) string {
	type source interface {
		GetServiceBaseEndpoint(context.Context, string) (string, bool, error)
	}
	for _, x := range c.config.ConfigSources {
		if x, ok := x.(source); ok {
			if url, found, err := x.GetServiceBaseEndpoint(ctx, s.ID); found && err == nil {
				return url
			}
		}
	}
	return aws.ToString(c.config.BaseEndpoint)
}

// decode reads an answer.
func (s *Service) decode(o *Operation, data []byte) (map[string]Answer, error) {
	if o.Payload != "" {
		return s.decodePayload(o, data)
	}
	var v Answer
	var err error
	switch s.Protocol {
	case JSON, RESTJSON:
		if v, err = parseJSON(data); err == nil {
			v, err = s.fromJSON(o.Output, v)
		}
	default:
		v, err = s.decodeXML(o.Output, o.Wrapper, data)
	}
	if err != nil {
		return nil, err
	}
	out, ok := v.(map[string]Answer)
	if !ok {
		return nil, fmt.Errorf("found %T, expected a map", v)
	}
	return out, nil
}

func (s *Service) decodeXML(shape int, wrapper string, data []byte) (Answer, error) {
	e, err := parseXML(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	if wrapper != "" {
		if e = e.child(wrapper); e == nil {
			return nil, fmt.Errorf("there is no %s", wrapper)
		}
	}
	return s.fromXML(shape, e)
}

// decodePayload reads an answer that is one member of the output.
func (s *Service) decodePayload(o *Operation, data []byte) (map[string]Answer, error) {
	at := -1
	for _, m := range s.Shapes[o.Output].Members {
		if m.Name == o.Payload {
			at = m.Shape
		}
	}
	var v Answer
	var err error
	switch {
	case at < 0:
		return nil, fmt.Errorf("the model has no member %s", o.Payload)
	case s.Shapes[at].Kind == Text:
		v = string(data)
	case s.Protocol == RESTXML:
		v, err = s.decodeXML(at, "", data)
	default:
		if v, err = parseJSON(data); err == nil {
			v, err = s.fromJSON(at, v)
		}
	}
	return map[string]Answer{o.Payload: v}, err
}
