package wire

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"
)

// Connection is an identity that can ask, and the Region that its configuration names.
type Connection struct {
	*Client
	Region string
	config aws.Config
	model  *Model
	o      Options
}

// Connect takes credentials from where the AWS CLI takes them: the environment, the
// profile (or the default one) of its files, single sign-on, the container, the
// instance. Without a Region in the configuration that is us-east-1.
func Connect(ctx context.Context, profile, region string, o Options) (*Connection, error) {
	// The SDK's own log goes to stderr as it likes; what matters of it is in errors.
	options := []func(*config.LoadOptions) error{config.WithLogger(logging.Nop{})}
	if profile != "" {
		options = append(options, config.WithSharedConfigProfile(profile))
	}
	if region != "" {
		options = append(options, config.WithRegion(region))
	}
	c, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		var none config.SharedConfigProfileNotExistError
		if errors.As(err, &none) {
			return nil, &CredentialsError{fmt.Errorf("there is no profile %q in the AWS configuration", none.Profile)}
		}
		return nil, &CredentialsError{err}
	}
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	if _, err := c.Credentials.Retrieve(ctx); err != nil {
		return nil, &CredentialsError{err}
	}
	if o.HTTP == nil {
		o.HTTP = c.HTTPClient // with the proxy and the certificates of the environment
	}
	model, err := Embedded()
	if err != nil {
		return nil, err
	}
	return connection(c, model, o), nil
}

func connection(c aws.Config, model *Model, o Options) *Connection {
	return &Connection{Client: NewClient(c, model, o), Region: c.Region, config: c, model: model, o: o}
}

// Enter is a connection as a role of another account.
func (c *Connection) Enter(ctx context.Context, account, role string) (*Connection, error) {
	arn := "arn:" + Partition(c.Region) + ":iam::" + account + ":role/" + role
	as := stscreds.NewAssumeRoleProvider(sts.NewFromConfig(c.config), arn, func(o *stscreds.AssumeRoleOptions) {
		o.RoleSessionName = "ringwall-collect"
	})
	config := c.config.Copy()
	config.Credentials = aws.NewCredentialsCache(as)
	if _, err := config.Credentials.Retrieve(ctx); err != nil {
		return nil, fmt.Errorf("assume %s: %w", arn, err)
	}
	return connection(config, c.model, c.o), nil
}
