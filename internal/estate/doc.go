// Package estate is the typed model of what one organisation's cloud is at one
// moment, as far as its sources could tell: resources by [ID], each with its
// [Origin], and for every fact that analyses decide on a [Value] that says in
// which scenarios it is known, absent or unknown.
//
// The model holds facts after the defaults of the format they came from
// (CloudFormation adds an allow-all egress rule where none is written,
// Terraform does not). What AWS itself creates (main route tables, default
// network ACLs, default security groups) is added once, by [New].
//
// The package reads no files and prints nothing. It refuses to collapse what is
// unknown: a value that hangs on a parameter stays a value that hangs on it.
package estate
