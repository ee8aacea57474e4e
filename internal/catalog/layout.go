package catalog

// A table of services is, in this order, with every number an unsigned varint:
//
//	magic
//	source, date  each: length, bytes
//	words         count, then for each: length, bytes
//	services      count, the length of each record, the records; sorted by prefix
//
// A text is the count of its words and their numbers; a list is a count and its
// items. Names like DescribeVpcEndpointServices and arn:${Partition}:ec2:… are
// made of few words, which makes the table as small as if it were compressed and
// lets every record be read where it lies. Frequent words have short numbers.
//
//	service   prefix, flags, name, the lengths of the next two parts, then
//	  1       list: [key name, key type and flag],
//	          list: key sets, each a list of key numbers,
//	          list: resource types [name, list: ARNs, key set]
//	  2       list: names of actions
//	  3       list: use sets, each a list of [type number, need, key set],
//	          list: dependent sets, each a list of texts,
//	          then for each action: level, use set, key set, dependent set
//
// Sets are numbered within their service; actions share them.
const magic = "ringwall catalog 1\n"

// The bits of a service's flag byte.
const serviceResourceControl = 1

// keyMany is set in the byte of a key's type for keys of many values.
const keyMany = 0x80

// The bounds of what a damaged table can make a reader allocate.
const (
	maxText  = 1 << 12 // bytes of one text
	maxWords = 1 << 18
)
