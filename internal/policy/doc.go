// Package policy is the IAM policy language, one document at a time: read,
// match, question, compare, check and print. It knows no accounts and no
// services, and does not decide requests; those stand above it.
//
// # Reading
//
// A document arrives as a tree of [Node] with positions, from a JSON file
// ([ReadJSON]) or from any source that builds one, and [Parse] reads it. Text in
// the tree may have parts that the source could not know (holes: template
// parameters, references, computed attributes). Holes are kept, and every answer
// is three-valued: Yes and No hold for all values of the holes; everything else
// is Unknown.
//
// A hole is not a policy variable: ${aws:username} is ordinary policy text,
// which AWS expands for each request. The source says which is which by giving
// [Part]s.
//
// It refuses to guess: an element that cannot be read is a [Problem], never
// skipped in silence, and a question that hangs on such an element is Unknown.
//
// # Matching
//
// [Compile] makes a document ready for many requests. A [Request] has a caller,
// an action, a resource and a [Context] of condition keys, each of which is
// known, known to be absent, or unknown. [Compiled.Candidates] are the statements
// that can apply to an action, and [Compiled.Match] says of one whether it does,
// which element decides, and how a Principal names the caller. What the answers
// of several statements and documents come to is decided above.
//
//	doc, problems, err := policy.ParseJSON("role.json", data)
//	if err != nil {
//		return err
//	}
//	keys := &policy.Context{}
//	keys.Set("aws:SourceIp", policy.Literal("203.0.113.7"))
//	keys.Complete() // every other key is absent
//	r := &policy.Request{Action: "s3:GetObject", Resource: policy.Literal("arn:aws:s3:::b/k"), Context: keys}
//	compiled := policy.Compile(doc, policy.RolePolicy)
//	for _, candidate := range compiled.Candidates(r.Action) {
//		fmt.Println(doc.Statements[candidate.Statement].Pos, compiled.Match(candidate, r))
//	}
//
// # Questions, comparisons, checks
//
// [Public], [AllowsEverything] and their like question a document without a
// request. [Pattern] compares actions and resources as sets: [Pattern.Covers],
// [Pattern.Overlaps], [Witness]. [Check] lists what is wrong with a document, and
// [CheckCatalogue] what it names that AWS doesn't have.
//
// What AWS's documentation leaves open is written down, with the reading that is
// taken, in docs/design/14-policy-language.md.
package policy
