package wire

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
)

// Error is what AWS answers instead.
type Error struct {
	Status        int
	Code, Message string
	// Region is where a bucket is that was asked for elsewhere.
	Region string
	// RequestID is what AWS's support asks for.
	RequestID string
}

// The SDK's rules of what is tried again look at these.
var _ smithy.APIError = (*Error)(nil)

func (e *Error) Error() string {
	out := e.Code
	if out == "" {
		out = http.StatusText(e.Status)
	}
	if e.Message != "" {
		out += ": " + e.Message
	}
	return out
}

// ErrorCode is AWS's word for the error.
func (e *Error) ErrorCode() string { return e.Code }

// ErrorMessage is AWS's sentence.
func (e *Error) ErrorMessage() string { return e.Message }

// ErrorFault says whose fault it is.
func (e *Error) ErrorFault() smithy.ErrorFault {
	if e.Status >= 500 {
		return smithy.FaultServer
	}
	return smithy.FaultClient
}

// HTTPStatusCode is the status of the answer: some are reason to try again.
func (e *Error) HTTPStatusCode() int { return e.Status }

// sending is that no answer came.
type sending struct{ cause error }

func (e *sending) Error() string        { return "no answer: " + e.cause.Error() }
func (e *sending) Unwrap() error        { return e.cause }
func (e *sending) RetryableError() bool { return true }

// CredentialsError is that there is nobody to ask as.
type CredentialsError struct{ Cause error }

func (e *CredentialsError) Error() string { return "no credentials: " + e.Cause.Error() }

// Unwrap is the SDK's reason.
func (e *CredentialsError) Unwrap() error { return e.Cause }

// failure reads the error that an answer is.
func (s *Service) failure(r *http.Response, data []byte) error {
	e := &Error{Status: r.StatusCode, Region: r.Header.Get("X-Amz-Bucket-Region")}
	for _, name := range []string{"X-Amzn-Requestid", "X-Amz-Request-Id"} {
		if id := r.Header.Get(name); id != "" {
			e.RequestID = id
		}
	}
	if s.Protocol == JSON || s.Protocol == RESTJSON {
		e.fromJSON(r.Header.Get("X-Amzn-Errortype"), data)
	} else if x, err := parseXML(bytes.NewReader(data)); err == nil {
		e.fromXML(x)
	}
	if r.StatusCode != http.StatusMovedPermanently && r.StatusCode != http.StatusTemporaryRedirect && e.Code != "AuthorizationHeaderMalformed" {
		e.Region = ""
	}
	return e
}

// fromJSON: the code is a header or a member, with more around it that is not part of
// it ("prefix#Code:http://…").
func (e *Error) fromJSON(code string, data []byte) {
	var body struct {
		Type    string `json:"__type"`
		Code    string
		Message string
	}
	_ = json.Unmarshal(data, &body) // what is no JSON has no code
	for _, c := range []string{body.Type, body.Code} {
		if code == "" {
			code = c
		}
	}
	if _, after, ok := strings.Cut(code, "#"); ok {
		code = after
	}
	e.Code, _, _ = strings.Cut(code, ":")
	e.Message = body.Message
}

// fromXML: <ErrorResponse><Error>, <Response><Errors><Error>, or <Error> alone.
func (e *Error) fromXML(x *element) {
	for _, name := range []string{"Errors", "Error"} {
		if c := x.child(name); c != nil {
			x = c
		}
	}
	for name, to := range map[string]*string{"Code": &e.Code, "Message": &e.Message} {
		if c := x.child(name); c != nil {
			*to = strings.TrimSpace(c.text)
		}
	}
}
