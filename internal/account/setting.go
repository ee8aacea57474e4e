package account

import "ringwall/internal/estate"

// settingAnswers are the outputs of commands that show one setting of a bucket or a
// key. Which command's an output is, its file is called after: what has never been set
// has no member but the one that says of what it is. They stand last: others have a
// Bucket beside, too.
func settingAnswers() []answer {
	out := []answer{{verb: "get-key-rotation-status", needs: []string{"KeyRotationEnabled"}, read: (*reader).rotationAnswer}}
	for _, verb := range sortedKeys(bucketSettings()) {
		out = append(out, answer{verb: verb, needs: []string{"Bucket"}, read: (*reader).bucketSetting, weak: true})
	}
	return out
}

// settingMembers are the members of these outputs.
func settingMembers() []string {
	return []string{"Status", "MFADelete", "TagSet", "LoggingEnabled", "ObjectLockConfiguration", "RotationPeriodInDays", "Resource"}
}

// bucketSettings read what a command of S3 shows, into the bucket.
func bucketSettings() map[string]func(*reader, *estate.Tree, *estate.Bucket) {
	return map[string]func(*reader, *estate.Tree, *estate.Bucket){
		"get-bucket-versioning":         (*reader).bucketVersioning,
		"get-bucket-tagging":            (*reader).bucketTagging,
		"get-bucket-logging":            (*reader).bucketLogging,
		"get-object-lock-configuration": (*reader).bucketLock,
	}
}

// bucketSetting takes in what an output shows of a bucket, if it is sound.
func (r *reader) bucketSetting(doc *estate.Tree) {
	read := bucketSettings()[r.after.verb]
	if read == nil {
		return
	}
	var x estate.Bucket
	x.Origin = r.at
	read(r, doc, &x)
	b := r.bucketOf(doc, r.after.verb)
	if b == nil || !r.soundAnswer {
		return
	}
	if b.settings == nil {
		b.settings = map[string]bool{}
	}
	b.settings[r.after.verb] = true
	switch r.after.verb {
	case "get-bucket-versioning":
		b.bucket.Versioned = x.Versioned
	case "get-bucket-tagging":
		b.bucket.Tags = x.Tags
	case "get-bucket-logging":
		b.bucket.Logs, b.bucket.LogBucket = x.Logs, x.LogBucket
	case "get-object-lock-configuration":
		b.bucket.ObjectLock, b.bucket.LockMode, b.bucket.LockDays = x.ObjectLock, x.LockMode, x.LockDays
	}
}

// bucketVersioning: a bucket of which it was never set has no Status ("GetBucketVersioning").
func (r *reader) bucketVersioning(doc *estate.Tree, x *estate.Bucket) {
	x.Versioned = r.values.boolean(r.textAt(doc, "Status") == "Enabled", r.at)
}

// bucketTagging: of a bucket without tags AWS answers NoSuchTagSet, which is null here.
func (r *reader) bucketTagging(doc *estate.Tree, x *estate.Bucket) {
	t := doc.At("TagSet")
	if !t.IsMissing() && t.Kind != estate.List {
		r.noteAt(t, "a list")
		return
	}
	var list estate.Items[estate.Tag]
	if t != nil {
		for _, i := range t.Items {
			tag := estate.Tag{Key: estate.Literal(r.textAt(i, "Key")), Value: r.textValue(i, "Value")}
			list.Known = append(list.Known, item(tag, i.Origin))
		}
	}
	x.Tags = estate.NewTags(list)
}

// bucketLogging: without logs there is no LoggingEnabled ("GetBucketLogging").
func (r *reader) bucketLogging(doc *estate.Tree, x *estate.Bucket) {
	to := r.below(doc, "LoggingEnabled")
	x.Logs = r.values.boolean(!to.IsMissing(), r.at)
	x.LogBucket = r.textValue(doc, "LoggingEnabled", "TargetBucket")
}

// bucketLock: of a bucket without object lock AWS answers
// ObjectLockConfigurationNotFoundError, which is null here.
func (r *reader) bucketLock(doc *estate.Tree, x *estate.Bucket) {
	x.ObjectLock = r.values.boolean(r.textAt(doc, "ObjectLockConfiguration", "ObjectLockEnabled") == "Enabled", r.at)
	retention := r.below(doc, "ObjectLockConfiguration", "Rule", "DefaultRetention")
	x.LockMode = r.wordValue(retention, "Mode")
	x.LockDays = r.wholeValue(retention, "Days")
	if years, ok := r.wholeValue(retention, "Years").Known(); ok {
		x.LockDays = r.values.whole(365*years, r.at)
	}
}

// unseenSettings makes unknown the settings of a bucket that no file shows.
func (b *bucketFacts) unseenSettings(lack func(command string) estate.Gap) {
	x := b.bucket
	if !b.settings["get-bucket-versioning"] {
		unseen(lack("get-bucket-versioning"), x.Origin, &x.Versioned)
	}
	if !b.settings["get-bucket-logging"] {
		unseen(lack("get-bucket-logging"), x.Origin, &x.Logs, &x.LogBucket)
	}
	if !b.settings["get-object-lock-configuration"] {
		unseen(lack("get-object-lock-configuration"), x.Origin, &x.ObjectLock, &x.LockMode, &x.LockDays)
	}
	x.Lifecycle = estate.Items[estate.LifecycleRule]{Unknown: []estate.GuardedGap{{Gap: lack("get-bucket-lifecycle-configuration")}}}
	if !b.settings["get-bucket-tagging"] {
		x.Tags = unseenTags(lack("get-bucket-tagging"))
	}
}

// unseenTags are tags that there may be.
func unseenTags(g estate.Gap) estate.Tags {
	return estate.NewTags(estate.Items[estate.Tag]{Unknown: []estate.GuardedGap{{Gap: g}}})
}

// rotation is what GetKeyRotationStatus says of a key.
type rotation struct {
	on   estate.Value[bool]
	days estate.Value[int]
}

// rotationAnswer reads the answer of GetKeyRotationStatus.
func (r *reader) rotationAnswer(doc *estate.Tree) {
	is := rotation{r.flagValue(doc, "KeyRotationEnabled"), r.wholeValue(doc, "RotationPeriodInDays")}
	key := r.subject(doc, "KeyId")
	switch {
	case !r.soundAnswer:
	case key == "":
		r.subjectless("key", "get-key-rotation-status--ID")
	default:
		r.loose.rotations[scopedName{r.scope, lastPart(key)}] = is
	}
}

// joinRotations gives keys their rotation; where no file shows it, it is unknown. They
// have no waiting period: whoever deletes one chooses it ("ScheduleKeyDeletion").
func (l *loader) joinRotations() {
	byPlace := map[[3]string]rotation{}
	for k, is := range l.loose.rotations {
		byPlace[[3]string{k.scope.account, k.scope.region, k.name}] = is
	}
	for _, x := range l.result.Resources {
		k, ok := x.(*estate.Key)
		if !ok {
			continue
		}
		account, _ := k.Account.Known()
		region, _ := k.Region.Known()
		is, ok := byPlace[[3]string{account, region, k.Logical}]
		if !ok {
			is, ok = byPlace[[3]string{"", "", k.Logical}] // the folder says neither; a key's id is its own
		}
		if ok {
			k.Rotation, k.RotationDays = is.on, is.days
			continue
		}
		g := l.noOutput("the rotation of "+k.Logical, "kms get-key-rotation-status", "as get-key-rotation-status--"+k.Logical+".json")
		unseen(g, k.Origin, &k.Rotation, &k.RotationDays)
	}
}
