package estate

// GlueConnection is how Glue's jobs reach a data store.
type GlueConnection struct {
	Core
	Kind       Value[string] // "JDBC", "KAFKA", "NETWORK", …
	Subnets    Items[Text]
	Groups     Items[Text]
	Properties *Tree // "JDBC_CONNECTION_URL", "USERNAME", "PASSWORD", "SECRET_ID", …
}

// Placements of a connection: the interfaces of the jobs that use it.
func (c *GlueConnection) Placements(*Estate) []Placement {
	return calling(c.Origin, c.Subnets, c.Groups)
}

// GlueWorker runs code on data: Core.Type tells whether it is a job, a crawler
// or a development endpoint.
type GlueWorker struct {
	Core
	Role     Value[Text]
	Security Value[Text] // security configuration
	Subnets  Items[Text] // of a development endpoint
	Groups   Items[Text]
}

// Placements of a development endpoint in a VPC.
func (w *GlueWorker) Placements(*Estate) []Placement { return inside(w.Origin, w.Subnets, w.Groups) }

// GlueCatalogEncryption are the encryption settings of a data catalogue.
type GlueCatalogEncryption struct {
	Core
	Mode      Value[string] // "DISABLED" (default), "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"
	KMSKey    Value[Text]
	Passwords Value[bool] // of connections are returned encrypted, default false
}

// GlueSecurity is what a security configuration of Glue encrypts.
type GlueSecurity struct {
	Core
	Logs      Value[string] // "DISABLED" (default), "SSE-KMS"
	Bookmarks Value[string] // "DISABLED" (default), "CSE-KMS"
	S3        Items[string] // "DISABLED", "SSE-KMS", "SSE-S3"
}

// GlueTransform is a machine learning transform.
type GlueTransform struct {
	Core
	Mode     Value[string] // "DISABLED" (default), "SSE-KMS"
	KMSKey   Value[Text]
	Security Value[Text]
}
