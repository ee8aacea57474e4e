// Package policy is the IAM policy language, one document at a time: read,
// match, question, check and print. It knows no accounts, no catalogue of
// actions and no evaluation of requests; those stand above it.
//
// A document arrives as a tree of [Node] with positions, from a JSON file
// ([ReadJSON]) or from any source that builds one. Text in the tree may have
// parts that the source could not know (holes: template parameters, references,
// computed attributes). Holes are kept, and every answer is three-valued: Yes
// and No hold for all values of the holes; everything else is Unknown.
//
// A hole is not a policy variable: ${aws:username} is ordinary policy text,
// which AWS expands for each request. The source says which is which by giving
// [Part]s.
//
// It refuses to guess: an element that cannot be read is a [Problem], never
// skipped in silence, and a question that hangs on such an element is Unknown.
//
//	doc, problems, err := policy.ParseJSON("bucket.json", data)
//	if err != nil {
//		return err
//	}
//	if r := policy.Public(doc); r.Answer != policy.No {
//		fmt.Println(r.Answer, r.Because[0].Why, r.Because[0].Pos)
//	}
package policy
