// Prints what the AwsSolutions pack of cdk-nag says of a template, as a JSON list of
// {check, resource}. Arguments: the template, and a folder to write into.
const fs = require('fs');
const path = require('path');
const {App, Stack, Validations} = require('aws-cdk-lib');
const {CfnInclude} = require('aws-cdk-lib/cloudformation-include');
const {AwsSolutionsChecks} = require('cdk-nag');

const [template, outdir] = process.argv.slice(2);
const app = new App({outdir});
new CfnInclude(new Stack(app, 'S'), 'T', {templateFile: template});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
try {
  app.synth();
} catch (e) {
  // It throws where there are violations: the report is written all the same.
}
const report = JSON.parse(fs.readFileSync(path.join(outdir, 'validation-report.json')));
const out = [];
for (const plugin of report.pluginReports || [])
  for (const v of plugin.violations || [])
    if (v.ruleName.startsWith('AwsSolutions-')) // others are the CDK's own
      for (const c of v.violatingConstructs || [])
        out.push({check: v.ruleName.replace(/\[.*/, ''), resource: (c.constructPath || '').split('/').pop()});
console.log(JSON.stringify(out));
