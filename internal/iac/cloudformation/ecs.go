package cloudformation

import (
	"ringwall/internal/estate"
	"ringwall/internal/scenario"
)

func ecsCluster(c estate.Core) estate.Resource {
	p := c.Properties
	const exec = "Configuration.ExecuteCommandConfiguration."
	return &estate.ECSCluster{
		Core: c, Insights: clusterSetting(p.At("ClusterSettings"), "containerInsights"),
		ExecLogging: below(p, exec+"Logging").AsString(), ExecKMSKey: below(p, exec+"KmsKeyId").AsText(),
	}
}

func clusterSetting(t *estate.Tree, name string) estate.Value[string] {
	return firstOf(t, func(t *estate.Tree) estate.Value[string] {
		is := estate.Is(t.At("Name").AsString(), name)
		value := lower(t.At("Value").AsString()).Given(is.True)
		for _, g := range is.Gaps {
			value = value.OrElse(estate.UnknownValue[string](g.Gap, t.Origin).Given(g.When))
		}
		return value
	})
}

func ecsService(c estate.Core) estate.Resource {
	p := c.Properties
	const network = "NetworkConfiguration.AwsvpcConfiguration."
	return &estate.ECSService{
		Core: c, Cluster: p.At("Cluster").AsText(), TaskDefinition: p.At("TaskDefinition").AsText(),
		LaunchType: defaultUnless(p.At("LaunchType").AsString(), "EC2", p.Written("CapacityProviderStrategy")),
		Subnets:    below(p, network+"Subnets").AsTexts(), Groups: below(p, network+"SecurityGroups").AsTexts(),
		// The default is DISABLED (AwsVpcConfiguration); only the console turns it
		// on.
		PublicIP: equalsFold(below(p, network+"AssignPublicIp").AsString().Or("DISABLED"), "ENABLED"),
		Targets: estate.AsItems(p.At("LoadBalancers"), func(_ scenario.Guard, t *estate.Tree) estate.ServiceTarget {
			return estate.ServiceTarget{
				TargetGroup: t.At("TargetGroupArn").AsText(), LoadBalancer: t.At("LoadBalancerName").AsText(),
				ContainerName: t.At("ContainerName").AsText(), ContainerPort: t.At("ContainerPort").AsInt(),
			}
		}),
		ExecuteCommand: p.At("EnableExecuteCommand").AsBool().Or(false), Platform: p.At("PlatformVersion").AsString().Or("LATEST"),
	}
}

func taskDefinition(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.TaskDefinition{
		Core: c, Family: p.At("Family").AsText(), NetworkMode: lower(p.At("NetworkMode").AsString()).Or("bridge"),
		TaskRole: p.At("TaskRoleArn").AsText(), ExecutionRole: p.At("ExecutionRoleArn").AsText(),
		PIDMode: lower(p.At("PidMode").AsString()), IPCMode: lower(p.At("IpcMode").AsString()),
		Compatible: p.At("RequiresCompatibilities").AsStrings(),
		Containers: estate.AsItems(p.At("ContainerDefinitions"), container), Volumes: p.At("Volumes"),
	}
}

func container(_ scenario.Guard, t *estate.Tree) estate.Container {
	return estate.Container{
		Origin: t.Place(), Name: t.At("Name").AsText(), Image: t.At("Image").AsText(),
		Privileged: t.At("Privileged").AsBool().Or(false), User: t.At("User").AsString(),
		ReadOnlyRoot: t.At("ReadonlyRootFilesystem").AsBool().Or(false),
		Environment:  environment(t.At("Environment")), Secrets: t.At("Secrets"),
		LogDriver: below(t, "LogConfiguration.LogDriver").AsString(),
		Ports: estate.AsItems(t.At("PortMappings"), func(_ scenario.Guard, t *estate.Tree) estate.PortMapping {
			return estate.PortMapping{
				Container: t.At("ContainerPort").AsInt(), Host: t.At("HostPort").AsInt(),
				Protocol: lower(t.At("Protocol").AsString()).Or("tcp"),
			}
		}),
	}
}

func containerRepository(c estate.Core) estate.Resource {
	p := c.Properties
	return &estate.Repository{
		Core: c, RepositoryName: p.At("RepositoryName").AsText(),
		ScanOnPush: below(p, "ImageScanningConfiguration.ScanOnPush").AsBool().Or(false),
		Mutability: p.At("ImageTagMutability").AsString().Or("MUTABLE"),
		Encryption: below(p, "EncryptionConfiguration.EncryptionType").AsString().Or("AES256"),
		KMSKey:     below(p, "EncryptionConfiguration.KmsKey").AsText(),
		Policy:     p.At("RepositoryPolicyText"), Lifecycle: p.At("LifecyclePolicy"),
	}
}
