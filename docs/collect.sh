#!/bin/bash
# Asks accounts with the AWS CLI what "ringwall collect" asks, into a folder that ringwall
# reads. It needs jq.
#
# usage: collect.sh FOLDER PROFILE [PROFILE…]
#
# The first profile is the management account's, or of a delegated administrator. What is
# refused is written to standard error, with AWS's words. Values of functions' and
# containers' variables, user data and the like stay in the files: "ringwall collect" leaves
# them out.
#
# Written by go test ./internal/account/collect -run TestScript -update

# ask FILE JQ COMMAND…: the answer of a call, with what JQ adds to it. If AWS's error is
# one of NONE, there is none: the file says so of NULL.
ask() {
    local file=$1 more=$2; shift 2
    [ -e "$file.json" ] && return 1
    mkdir -p "$(dirname "$file")"
    if aws "$@" --output json >"$file.new" 2>"$file.error"; then
        [ -s "$file.new" ] || echo '{}' >"$file.new"
        jq "${NULL:+{\"$NULL\": null\} + }. + $more" "$file.new" >"$file.json"
    elif [ -n "${NONE-}" ] && grep -qE "$NONE" "$file.error"; then
        [ -n "$NULL" ] && jq -n "{\"$NULL\": null} + $more" >"$file.json"
    else
        echo "aws $*: $(cat "$file.error")" >&2
    fi
    rm -f "$file.new" "$file.error"
    [ -e "$file.json" ]
}

# once COMMAND…: a call of the folder $d.
once() { ask "$d/$1-$2${AS:+--$AS}" "{${AS:+\"Filter\": \"$AS\"}}" "$@"; }

# things PARENT JQ: what the answers of a command show.
things() {
    local f
    for f in "$d/$1.json" "$d/$1"--*.json; do
        [ -e "$f" ] && jq -r "$2 | strings" "$f"
    done | sort -u
}

# if_any PARENT JQ COMMAND…: a call, if there is anything.
if_any() {
    local some
    some=$(things "$1" "$2"); shift 2
    [ -z "$some" ] || once "$@"
}

# each PARENT JQ PARAMETER ALSO COMMAND…: a call for each thing that a command shows,
# with a parameter ALSO that that command took.
each() {
    local parent=$1 query=$2 param=$3 also=$4 f thing within made=1; shift 4
    for f in "$d/$parent.json" "$d/$parent"--*.json; do
        [ -e "$f" ] || continue
        within=
        [ -z "$also" ] || within=$(jq -r ".$also // empty" "$f")
        while IFS= read -r thing; do
            local name of="{\"$param\": $(jq -n --arg t "$thing" '$t')${within:+, \"$also\": $(jq -n --arg t "$within" '$t')}}"
            name=$(printf %s "${within##*/}${within:+-}${thing##*[/:]}" | tr -c 'A-Za-z0-9_.-' _)
            ask "$d/$1-$2--$name-$(printf %s "$thing" | cksum | cut -d' ' -f1)" "$of" "$@" "$(option "$param")" "$thing" ${within:+"$(option "$also")" "$within"} && made=0
        done < <(jq -r "$query | strings" "$f" | sort -u)
    done
    return $made
}

# option is what the CLI calls a parameter.
option() { echo "--$(sed -E 's/(.)([A-Z][a-z]+)/\1-\2/g; s/([a-z0-9])([A-Z])/\1-\2/g' <<<"$1" | tr A-Z a-z)"; }

organization() {
    NONE='AWSOrganizationsNotInUseException' NULL='Organization' once organizations describe-organization
    if_any organizations-describe-organization '.Organization?.Id?' organizations list-roots
    if_any organizations-describe-organization '.Organization?.Id?' organizations list-accounts
    if_any organizations-describe-organization '.Organization?.Id?' organizations list-delegated-administrators
    each organizations-list-roots '.Roots[]?.Id?' ParentId '' organizations list-organizational-units-for-parent
    while each organizations-list-organizational-units-for-parent '.OrganizationalUnits[]?.Id?' ParentId '' organizations list-organizational-units-for-parent; do :; done
    each organizations-list-roots '.Roots[]?.Id?' ParentId '' organizations list-accounts-for-parent
    each organizations-list-organizational-units-for-parent '.OrganizationalUnits[]?.Id?' ParentId '' organizations list-accounts-for-parent
    AS=SERVICE_CONTROL_POLICY if_any organizations-describe-organization '.Organization?.Id?' organizations list-policies --filter SERVICE_CONTROL_POLICY
    AS=RESOURCE_CONTROL_POLICY if_any organizations-describe-organization '.Organization?.Id?' organizations list-policies --filter RESOURCE_CONTROL_POLICY
    each organizations-list-policies '.Policies[]?.Id?' PolicyId '' organizations describe-policy
    each organizations-list-policies '.Policies[]?.Id?' PolicyId '' organizations list-targets-for-policy
}

global() {
    once ec2 describe-regions
    once iam get-account-authorization-details
    once iam list-saml-providers
    once iam list-open-id-connect-providers
    once iam list-virtual-mfa-devices
    once iam get-account-summary
    NONE='ReportNotPresent|CredentialReportNotPresentException|ReportExpired|ReportInProgress' NULL='' once iam get-credential-report
    NONE='NoSuchEntity' NULL='PasswordPolicy' once iam get-account-password-policy
    each iam-list-open-id-connect-providers '.OpenIDConnectProviderList[]?.Arn?' OpenIDConnectProviderArn '' iam get-open-id-connect-provider
    each iam-get-account-authorization-details '.UserDetailList[]?.UserName?' UserName '' iam list-access-keys
    each iam-get-account-authorization-details '.UserDetailList[]?.UserName?' UserName '' iam list-mfa-devices
    NONE='NoSuchEntity' NULL='LoginProfile' each iam-get-account-authorization-details '.UserDetailList[]?.UserName?' UserName '' iam get-login-profile
    NONE='ResourceNotFoundException' NULL='' once account get-alternate-contact --alternate-contact-type SECURITY
    once s3api list-buckets --max-buckets 1000
    NONE='NoSuchBucketPolicy' NULL='Policy' each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-bucket-policy
    NONE='NoSuchPublicAccessBlockConfiguration' NULL='PublicAccessBlockConfiguration' each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-public-access-block
    NONE='OwnershipControlsNotFoundError' NULL='OwnershipControls' each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-bucket-ownership-controls
    each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-bucket-acl
    NONE='ServerSideEncryptionConfigurationNotFoundError' NULL='ServerSideEncryptionConfiguration' each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-bucket-encryption
    each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-bucket-versioning
    each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-bucket-logging
    NONE='NoSuchTagSet' NULL='TagSet' each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-bucket-tagging
    NONE='ObjectLockConfigurationNotFoundError' NULL='ObjectLockConfiguration' each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-object-lock-configuration
    NONE='NoSuchPublicAccessBlockConfiguration' NULL='PublicAccessBlockConfiguration' once s3control get-public-access-block --account-id "$account"
    once cloudfront list-distributions
    each cloudfront-list-distributions '.DistributionList?.Items[]?.Id?' Id '' cloudfront get-distribution
    once wafv2 list-web-acls --scope CLOUDFRONT
    once wafv2 list-logging-configurations --scope CLOUDFRONT
    NONE='NoSuchLifecycleConfiguration' NULL='Rules' each s3api-list-buckets '.Buckets[]?.Name?' Bucket '' s3api get-bucket-lifecycle-configuration
}

regional() {
    once ec2 describe-vpcs
    once ec2 describe-subnets
    once ec2 describe-network-interfaces
    once ec2 describe-instances
    once ec2 describe-security-groups
    once ec2 describe-security-group-vpc-associations
    once ec2 describe-network-acls
    once ec2 describe-route-tables
    once ec2 describe-internet-gateways
    once ec2 describe-egress-only-internet-gateways
    once ec2 describe-nat-gateways
    once ec2 describe-addresses
    once ec2 describe-vpc-endpoints
    once ec2 describe-vpc-endpoint-service-configurations
    once ec2 describe-vpc-endpoint-connections
    once ec2 describe-vpc-peering-connections
    once ec2 describe-vpn-gateways
    once ec2 describe-vpn-connections
    once ec2 describe-customer-gateways
    once ec2 describe-managed-prefix-lists
    once ec2 describe-flow-logs
    once ec2 describe-vpc-block-public-access-options
    once ec2 describe-vpc-block-public-access-exclusions
    each ec2-describe-managed-prefix-lists '.PrefixLists[]?.PrefixListId?' PrefixListId '' ec2 get-managed-prefix-list-entries
    once ec2 describe-transit-gateways
    once ec2 describe-transit-gateway-attachments
    once ec2 describe-transit-gateway-vpc-attachments
    once ec2 describe-transit-gateway-peering-attachments
    once ec2 describe-transit-gateway-route-tables
    each ec2-describe-transit-gateway-route-tables '.TransitGatewayRouteTables[]?.TransitGatewayRouteTableId?' TransitGatewayRouteTableId '' ec2 get-transit-gateway-route-table-associations
    each ec2-describe-transit-gateway-route-tables '.TransitGatewayRouteTables[]?.TransitGatewayRouteTableId?' TransitGatewayRouteTableId '' ec2 get-transit-gateway-route-table-propagations
    each ec2-describe-transit-gateway-route-tables '.TransitGatewayRouteTables[]?.TransitGatewayRouteTableId?' TransitGatewayRouteTableId '' ec2 search-transit-gateway-routes --filters Name=state,Values=active,blackhole,pending
    once directconnect describe-direct-connect-gateways
    once directconnect describe-virtual-interfaces
    each directconnect-describe-direct-connect-gateways '.directConnectGateways[]?.directConnectGatewayId?' directConnectGatewayId '' directconnect describe-direct-connect-gateway-associations
    once elb describe-load-balancers
    once elbv2 describe-load-balancers
    once elbv2 describe-target-groups
    each elbv2-describe-load-balancers '.LoadBalancers[]?.LoadBalancerArn?' LoadBalancerArn '' elbv2 describe-listeners
    each elbv2-describe-load-balancers '.LoadBalancers[]?.LoadBalancerArn?' LoadBalancerArn '' elbv2 describe-load-balancer-attributes
    each elbv2-describe-listeners '.Listeners[]?.ListenerArn?' ListenerArn '' elbv2 describe-rules
    each elbv2-describe-target-groups '.TargetGroups[]?.TargetGroupArn?' TargetGroupArn '' elbv2 describe-target-health
    each elbv2-describe-target-groups '.TargetGroups[]?.TargetGroupArn?' TargetGroupArn '' elbv2 describe-target-group-attributes
    each elbv2-describe-load-balancers '.LoadBalancers[]?.LoadBalancerArn?' ResourceArns '' elbv2 describe-tags
    each elbv2-describe-target-groups '.TargetGroups[]?.TargetGroupArn?' ResourceArns '' elbv2 describe-tags
    once rds describe-db-instances
    once rds describe-db-clusters
    once rds describe-db-subnet-groups
    once elasticache describe-cache-clusters --show-cache-node-info
    once elasticache describe-cache-subnet-groups
    once network-firewall list-firewalls
    once network-firewall list-firewall-policies
    once network-firewall list-rule-groups
    each network-firewall-list-firewalls '.Firewalls[]?.FirewallArn?' FirewallArn '' network-firewall describe-firewall
    each network-firewall-list-firewall-policies '.FirewallPolicies[]?.Arn?' FirewallPolicyArn '' network-firewall describe-firewall-policy
    each network-firewall-list-rule-groups '.RuleGroups[]?.Arn?' RuleGroupArn '' network-firewall describe-rule-group
    once s3control list-access-points --account-id "$account"
    each s3control-list-access-points '.AccessPointList[]?.Name?' Name '' s3control get-access-point --account-id "$account"
    NONE='NoSuchAccessPointPolicy' NULL='Policy' each s3control-list-access-points '.AccessPointList[]?.Name?' Name '' s3control get-access-point-policy --account-id "$account"
    once kms list-keys
    once kms list-aliases
    each kms-list-keys '.Keys[]?.KeyId?' KeyId '' kms describe-key
    each kms-list-keys '.Keys[]?.KeyId?' KeyId '' kms get-key-policy --policy-name default
    each kms-list-keys '.Keys[]?.KeyId?' KeyId '' kms list-grants
    NONE='UnsupportedOperationException' NULL='' each kms-list-keys '.Keys[]?.KeyId?' KeyId '' kms get-key-rotation-status
    once lambda list-functions
    NONE='ResourceNotFoundException' NULL='Policy' each lambda-list-functions '.Functions[]?.FunctionName?' FunctionName '' lambda get-policy
    each lambda-list-functions '.Functions[]?.FunctionArn?' Resource '' lambda list-tags
    once sqs list-queues
    each sqs-list-queues '.QueueUrls[]?' QueueUrl '' sqs get-queue-attributes --attribute-names 'All'
    once sns list-topics
    each sns-list-topics '.Topics[]?.TopicArn?' TopicArn '' sns get-topic-attributes
    once secretsmanager list-secrets
    each secretsmanager-list-secrets '.SecretList[]?.ARN?' SecretId '' secretsmanager get-resource-policy
    once events list-event-buses
    once ecr describe-repositories
    NONE='RepositoryPolicyNotFoundException' NULL='policyText' each ecr-describe-repositories '.repositories[]?.repositoryName?' repositoryName '' ecr get-repository-policy
    once efs describe-file-systems
    NONE='PolicyNotFound' NULL='Policy' each efs-describe-file-systems '.FileSystems[]?.FileSystemId?' FileSystemId '' efs describe-file-system-policy
    each efs-describe-file-systems '.FileSystems[]?.FileSystemId?' FileSystemId '' efs describe-mount-targets
    once dynamodb list-tables
    each dynamodb-list-tables '.TableNames[]?' TableName '' dynamodb describe-table
    NONE='PolicyNotFoundException' NULL='Policy' each dynamodb-describe-table '.Table?.TableArn?' ResourceArn '' dynamodb get-resource-policy
    once opensearch list-domain-names
    each opensearch-list-domain-names '.DomainNames[]?.DomainName?' DomainName '' opensearch describe-domain
    once backup list-backup-vaults
    NONE='ResourceNotFoundException' NULL='Policy' each backup-list-backup-vaults '.BackupVaultList[]?.BackupVaultName?' BackupVaultName '' backup get-backup-vault-access-policy
    once apigateway get-rest-apis
    once glacier list-vaults --account-id -
    NONE='ResourceNotFoundException' NULL='policy' each glacier-list-vaults '.VaultList[]?.VaultName?' vaultName '' glacier get-vault-access-policy --account-id -
    each apigateway-get-rest-apis '.items[]?.id?' restApiId '' apigateway get-resources --embed 'methods'
    each apigateway-get-rest-apis '.items[]?.id?' restApiId '' apigateway get-stages
    each apigateway-get-rest-apis '.items[]?.id?' restApiId '' apigateway get-authorizers
    once apigateway get-domain-names
    each apigateway-get-domain-names '.items[]?.domainName?' domainName '' apigateway get-base-path-mappings
    once apigatewayv2 get-apis
    each apigatewayv2-get-apis '.Items[]?.ApiId?' ApiId '' apigatewayv2 get-routes
    each apigatewayv2-get-apis '.Items[]?.ApiId?' ApiId '' apigatewayv2 get-stages
    each apigatewayv2-get-apis '.Items[]?.ApiId?' ApiId '' apigatewayv2 get-authorizers
    each apigatewayv2-get-apis '.Items[]?.ApiId?' ApiId '' apigatewayv2 get-integrations
    once ecs list-clusters
    each ecs-list-clusters '.clusterArns[]?' clusters '' ecs describe-clusters --include 'SETTINGS' 'CONFIGURATIONS' 'TAGS'
    each ecs-list-clusters '.clusterArns[]?' cluster '' ecs list-services
    each ecs-list-services '.serviceArns[]?' services 'cluster' ecs describe-services --include 'TAGS'
    once ecs list-task-definition-families --status ACTIVE
    each ecs-list-task-definition-families '.families[]?' taskDefinition '' ecs describe-task-definition --include 'TAGS'
    each ecs-describe-services '.services[]?.taskDefinition?' taskDefinition '' ecs describe-task-definition --include 'TAGS'
    once eks list-clusters
    each eks-list-clusters '.clusters[]?' name '' eks describe-cluster
    each eks-list-clusters '.clusters[]?' clusterName '' eks list-nodegroups
    each eks-list-nodegroups '.nodegroups[]?' nodegroupName 'clusterName' eks describe-nodegroup
    each lambda-list-functions '.Functions[]?.FunctionName?' FunctionName '' lambda get-function-concurrency
    each lambda-list-functions '.Functions[]?.FunctionName?' FunctionName '' lambda list-function-url-configs
    once lambda list-event-source-mappings
    once stepfunctions list-state-machines
    each stepfunctions-list-state-machines '.stateMachines[]?.stateMachineArn?' stateMachineArn '' stepfunctions describe-state-machine
    each dynamodb-list-tables '.TableNames[]?' TableName '' dynamodb describe-continuous-backups
    NONE='PolicyNotFound' NULL='BackupPolicy' each efs-describe-file-systems '.FileSystems[]?.FileSystemId?' FileSystemId '' efs describe-backup-policy
    once fsx describe-file-systems
    once backup list-backup-plans
    each backup-list-backup-plans '.BackupPlansList[]?.BackupPlanId?' BackupPlanId '' backup get-backup-plan
    each backup-list-backup-plans '.BackupPlansList[]?.BackupPlanId?' BackupPlanId '' backup list-backup-selections
    each backup-list-backup-selections '.BackupSelectionsList[]?.SelectionId?' SelectionId 'BackupPlanId' backup get-backup-selection
    once backup list-restore-testing-plans
    each backup-list-restore-testing-plans '.RestoreTestingPlans[]?.RestoreTestingPlanName?' RestoreTestingPlanName '' backup get-restore-testing-plan
    each backup-list-restore-testing-plans '.RestoreTestingPlans[]?.RestoreTestingPlanName?' RestoreTestingPlanName '' backup list-restore-testing-selections
    once elasticache describe-replication-groups
    once redshift describe-clusters
    each redshift-describe-clusters '.Clusters[]?.ClusterIdentifier?' ClusterIdentifier '' redshift describe-logging-status
    once kinesis list-streams
    each kinesis-list-streams '.StreamNames[]?' StreamName '' kinesis describe-stream-summary
    once firehose list-delivery-streams --limit 10000
    each firehose-list-delivery-streams '.DeliveryStreamNames[]?' DeliveryStreamName '' firehose describe-delivery-stream
    once athena list-work-groups
    each athena-list-work-groups '.WorkGroups[]?.Name?' WorkGroup '' athena get-work-group
    once glue get-security-configurations
    once glue get-databases
    if_any glue-get-databases '.DatabaseList[]?.Name?' glue get-data-catalog-encryption-settings
    once ec2 describe-volumes
    once resourcegroupstaggingapi get-resources
    once wafv2 list-web-acls --scope REGIONAL
    each wafv2-list-web-acls '.WebACLs[]?.ARN?' ARN '' wafv2 get-web-acl
    each wafv2-list-web-acls '.WebACLs[]?.ARN? | select(contains(":regional/"))' WebACLArn '' wafv2 list-resources-for-web-acl --resource-type APPLICATION_LOAD_BALANCER
    once wafv2 list-logging-configurations --scope REGIONAL
    once acm list-certificates --includes '{"keyTypes":["RSA_1024","RSA_2048","RSA_3072","RSA_4096","EC_prime256v1","EC_secp384r1","EC_secp521r1"]}'
    each acm-list-certificates '.CertificateSummaryList[]?.CertificateArn?' CertificateArn '' acm describe-certificate
    once ssm list-documents --filters '[{"Key":"Owner","Values":["Self"]}]'
    each ssm-list-documents '.DocumentIdentifiers[]?.Name?' Name '' ssm get-document
    once ssm describe-maintenance-windows
    once ssm list-associations
    once cognito-idp list-user-pools --max-results 60
    each cognito-idp-list-user-pools '.UserPools[]?.Id?' UserPoolId '' cognito-idp describe-user-pool
    each cognito-idp-list-user-pools '.UserPools[]?.Id?' UserPoolId '' cognito-idp list-user-pool-clients --max-results 60
    each cognito-idp-list-user-pool-clients '.UserPoolClients[]?.ClientId?' ClientId 'UserPoolId' cognito-idp describe-user-pool-client
    once cognito-identity list-identity-pools --max-results 60
    each cognito-identity-list-identity-pools '.IdentityPools[]?.IdentityPoolId?' IdentityPoolId '' cognito-identity describe-identity-pool
    each cognito-identity-list-identity-pools '.IdentityPools[]?.IdentityPoolId?' IdentityPoolId '' cognito-identity get-identity-pool-roles
    once ram get-resource-shares --resource-owner SELF
    once ram list-principals --resource-owner SELF
    once ram list-resources --resource-owner SELF
    once cloudtrail describe-trails
    once cloudtrail list-event-data-stores
    each cloudtrail-describe-trails '.trailList[]?.TrailARN?' Name '' cloudtrail get-trail-status
    each cloudtrail-describe-trails '.trailList[]?.TrailARN?' TrailName '' cloudtrail get-event-selectors
    each cloudtrail-list-event-data-stores '.EventDataStores[]?.EventDataStoreArn?' EventDataStore '' cloudtrail get-event-data-store
    once configservice describe-configuration-recorders
    once configservice describe-configuration-recorder-status
    once configservice describe-delivery-channels
    once configservice describe-configuration-aggregators
    once configservice describe-config-rules
    once guardduty list-detectors
    each guardduty-list-detectors '.DetectorIds[]?' DetectorId '' guardduty get-detector
    NONE='' NULL='Administrator' each guardduty-list-detectors '.DetectorIds[]?' DetectorId '' guardduty get-administrator-account
    NONE='InvalidAccessException|ResourceNotFoundException' NULL='HubArn' once securityhub describe-hub
    NONE='InvalidAccessException' NULL='' once securityhub get-enabled-standards
    NONE='InvalidAccessException|ResourceNotFoundException' NULL='Administrator' once securityhub get-administrator-account
    NONE='InvalidAccessException' NULL='' if_any securityhub-describe-hub '.HubArn?' securityhub describe-organization-configuration
    NONE='InvalidAccessException' NULL='' once securityhub list-finding-aggregators
    each securityhub-list-finding-aggregators '.FindingAggregators[]?.FindingAggregatorArn?' FindingAggregatorArn '' securityhub get-finding-aggregator
    once accessanalyzer list-analyzers
    each accessanalyzer-list-analyzers '.analyzers[]?.name?' analyzerName '' accessanalyzer list-archive-rules
    once inspector2 batch-get-account-status
    once inspector2 list-filters
    NONE='AccessDeniedException' NULL='status' once macie2 get-macie-session
    once detective list-graphs
    once route53resolver list-resolver-query-log-configs
    once route53resolver list-resolver-query-log-config-associations
    once route53profiles list-profile-associations
    once logs describe-log-groups
    once logs describe-metric-filters
    once logs describe-resource-policies
    once cloudwatch describe-alarms --alarm-types 'MetricAlarm' 'CompositeAlarm'
    each events-list-event-buses '.EventBuses[]?.Name?' EventBusName '' events list-rules
    each events-list-rules '.Rules[]?.Name?' Rule 'EventBusName' events list-targets-by-rule
    each sns-list-topics '.Topics[]?.TopicArn?' TopicArn '' sns list-subscriptions-by-topic
    once ec2 get-ebs-encryption-by-default
    once ec2 get-snapshot-block-public-access-state
    once ec2 describe-launch-templates
    once ec2 describe-launch-template-versions --versions '$Default' '$Latest'
    once autoscaling describe-auto-scaling-groups
    once autoscaling describe-launch-configurations
    once sagemaker list-notebook-instances
    once sagemaker list-domains
    once sagemaker list-models
    once sagemaker list-endpoint-configs
    each sagemaker-list-notebook-instances '.NotebookInstances[]?.NotebookInstanceName?' NotebookInstanceName '' sagemaker describe-notebook-instance
    each sagemaker-list-domains '.Domains[]?.DomainId?' DomainId '' sagemaker describe-domain
    each sagemaker-list-models '.Models[]?.ModelName?' ModelName '' sagemaker describe-model
    each sagemaker-list-endpoint-configs '.EndpointConfigs[]?.EndpointConfigName?' EndpointConfigName '' sagemaker describe-endpoint-config
    once sagemaker list-data-quality-job-definitions
    each sagemaker-list-data-quality-job-definitions '.JobDefinitionSummaries[]?.MonitoringJobDefinitionName?' JobDefinitionName '' sagemaker describe-data-quality-job-definition
    once sagemaker list-model-bias-job-definitions
    each sagemaker-list-model-bias-job-definitions '.JobDefinitionSummaries[]?.MonitoringJobDefinitionName?' JobDefinitionName '' sagemaker describe-model-bias-job-definition
    once sagemaker list-model-explainability-job-definitions
    each sagemaker-list-model-explainability-job-definitions '.JobDefinitionSummaries[]?.MonitoringJobDefinitionName?' JobDefinitionName '' sagemaker describe-model-explainability-job-definition
    once sagemaker list-model-quality-job-definitions
    each sagemaker-list-model-quality-job-definitions '.JobDefinitionSummaries[]?.MonitoringJobDefinitionName?' JobDefinitionName '' sagemaker describe-model-quality-job-definition
    once kafka list-clusters-v2
    once mq list-brokers
    each mq-list-brokers '.BrokerSummaries[]?.BrokerId?' BrokerId '' mq describe-broker
    once codebuild list-projects
    each codebuild-list-projects '.projects[]?' names '' codebuild batch-get-projects
    once codepipeline list-pipelines
    each codepipeline-list-pipelines '.pipelines[]?.name?' name '' codepipeline get-pipeline
    once appsync list-graphql-apis
    once appsync list-apis
    NONE='NotFoundException' NULL='apiCache' each appsync-list-graphql-apis '.graphqlApis[]?.apiId?' apiId '' appsync get-api-cache
    once rds describe-db-proxies
    once rds describe-global-clusters
    once rds describe-db-parameter-groups
    each rds-describe-db-parameter-groups '.DBParameterGroups[]?.DBParameterGroupName? | select(startswith("default.") | not)' DBParameterGroupName '' rds describe-db-parameters --source user
    once rds describe-db-cluster-parameter-groups
    each rds-describe-db-cluster-parameter-groups '.DBClusterParameterGroups[]?.DBClusterParameterGroupName? | select(startswith("default.") | not)' DBClusterParameterGroupName '' rds describe-db-cluster-parameters --source user
    once redshift describe-cluster-parameter-groups
    each redshift-describe-cluster-parameter-groups '.ParameterGroups[]?.ParameterGroupName? | select(startswith("default.") | not)' ParameterGroupName '' redshift describe-cluster-parameters --source user
    once redshift describe-cluster-subnet-groups
    once dlm get-lifecycle-policies
    each dlm-get-lifecycle-policies '.Policies[]?.PolicyId?' PolicyId '' dlm get-lifecycle-policy
    once emr list-clusters --cluster-states 'STARTING' 'BOOTSTRAPPING' 'RUNNING' 'WAITING'
    each emr-list-clusters '.Clusters[]?.Id?' ClusterId '' emr describe-cluster
    once emr list-security-configurations
    each emr-list-security-configurations '.SecurityConfigurations[]?.Name?' Name '' emr describe-security-configuration
    once batch describe-compute-environments
    once mwaa list-environments
    each mwaa-list-environments '.Environments[]?' Name '' mwaa get-environment
    once apprunner list-services
    each apprunner-list-services '.ServiceSummaryList[]?.ServiceArn?' ServiceArn '' apprunner describe-service
    once dms describe-replication-instances
    once transfer list-servers
    each transfer-list-servers '.Servers[]?.ServerId?' ServerId '' transfer describe-server
    once workspaces describe-workspaces
    once elasticache describe-serverless-caches
    once memorydb describe-clusters
    once dax describe-clusters
    once redshift-serverless list-namespaces
    once redshift-serverless list-workgroups
    NONE='LifecyclePolicyNotFoundException' NULL='lifecyclePolicyText' each ecr-describe-repositories '.repositories[]?.repositoryName?' repositoryName '' ecr get-lifecycle-policy
    each cognito-idp-list-user-pools '.UserPools[]?.Id?' UserPoolId '' cognito-idp get-user-pool-mfa-config
    each network-firewall-list-firewalls '.Firewalls[]?.FirewallArn?' FirewallArn '' network-firewall describe-logging-configuration
    once route53resolver list-firewall-rule-group-associations
    once acm-pca list-certificate-authorities --resource-owner SELF
}

out=$1; shift
first=1
for AWS_PROFILE in "$@"; do
    export AWS_PROFILE AWS_REGION=us-east-1
    account=$(aws sts get-caller-identity --query Account --output text) || continue
    d=$out/$account/global
    [ -z "$first" ] || organization
    first=
    global
    for AWS_REGION in $(jq -r '.Regions[].RegionName' "$d/ec2-describe-regions.json"); do
        export AWS_REGION; d=$out/$account/$AWS_REGION
        regional
    done
done
