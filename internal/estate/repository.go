package estate

// Repository is an ECR repository.
type Repository struct {
	Core
	RepositoryName Value[Text]
	ScanOnPush     Value[bool]   // default false
	Mutability     Value[string] // default "MUTABLE"
	Encryption     Value[string] // default "AES256"
	KMSKey         Value[Text]
	Policy         *Tree
	Lifecycle      *Tree
}
