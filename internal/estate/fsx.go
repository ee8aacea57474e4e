package estate

// FSxFileSystem is a file system of Amazon FSx: always encrypted at rest, with a
// key of the customer or the AWS-managed one.
type FSxFileSystem struct {
	Core
	Kind       Value[string] // "LUSTRE", "ONTAP", "OPENZFS", "WINDOWS"
	Subnets    Items[Text]
	Groups     Items[Text]
	KMSKey     Value[Text]
	Deployment Value[string] // "SCRATCH_2", "PERSISTENT_1", "MULTI_AZ_1", …
	BackupDays Value[int]    // of automatic backups; absent: the kind's default
	Backup     Value[Text]   // restored from
	// Password is that of the directory account or of the ONTAP administrator.
	Password Value[Text]
}

// Placements of a file system: private interfaces in its subnets.
func (f *FSxFileSystem) Placements(*Estate) []Placement { return inside(f.Origin, f.Subnets, f.Groups) }
