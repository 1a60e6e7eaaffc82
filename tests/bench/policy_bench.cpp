// policy_bench.cpp - how many decisions a second the policy engine makes.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "policy/evaluate.h"
#include "policy/policy.h"

namespace {

using namespace amishare;
using namespace amishare::policy;

const char* const key_arn =
    "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

std::shared_ptr<const Policy> read(const std::string& statements, DocumentKind kind) {
  return parse("{\"Version\":\"2012-10-17\",\"Statement\":[" + statements + "]}", kind).policy;
}

// Ten statements as people write them: lists, wildcards, conditions; the last is about KMS.
std::shared_ptr<const Policy> ten_statements() {
  std::string text;
  const char* const services[] = {"s3", "sqs", "sns", "dynamodb", "logs", "ec2", "ssm", "iam"};
  for (const std::string service : services) {
    text += R"({"Effect":"Allow","Action":[")" + service + R"(:Get*",")" + service +
            R"(:List*"],"Resource":"*"},)";
  }
  text += R"({"Effect":"Deny","Action":"kms:*","Resource":"arn:aws:kms:*:111122223333:key/*",)"
          R"("Condition":{"StringNotEquals":{"aws:RequestedRegion":["us-east-1","us-west-2"]}}},)";
  text += R"({"Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey*"],)"
          R"("Resource":"arn:aws:kms:*:111122223333:key/*"})";
  return read(text, DocumentKind::identity);
}

Request decrypt() {
  Principal who;
  who.kind = PrincipalKind::role_session;
  who.account.value = "111122223333";
  who.arn = "arn:aws:sts::111122223333:assumed-role/builder/session";
  who.principal_arn = "arn:aws:iam::111122223333:role/builder";
  who.unique_id = "AROAEXAMPLEEXAMPLE123";
  Request request;
  request.principal = who;
  request.action = "kms:Decrypt";
  request.resource = key_arn;
  request.resource_account.value = "111122223333";
  request.rule = ResourceRule::mandatory;
  for (const std::string key :
       {"aws:CurrentTime", "aws:EpochTime", "aws:SecureTransport", "aws:UserAgent",
        "aws:ViaAWSService", "aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalType",
        "aws:userid", "kms:CallerAccount", "kms:KeySpec", "kms:KeyUsage"}) {
    request.context.set(key, "value");
  }
  request.context.set("aws:RequestedRegion", "us-east-1");
  return request;
}

std::shared_ptr<const Policy> key_policy() {
  return read(R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},)"
              R"("Action":"kms:*","Resource":"*"})",
              DocumentKind::resource);
}

void evaluate_ten_statements(benchmark::State& state) {
  const Request request = decrypt();
  Policies policies;
  policies.identity = {{ten_statements(), "ten"}};
  policies.resource = key_policy();
  for (auto _ : state) {
    const Decision decision = evaluate(request, policies);
    if (!decision.allowed()) state.SkipWithError("denied");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(evaluate_ten_statements);

// The same ten among so many that are about other actions: the time is that of the ten.
void evaluate_ten_among_others(benchmark::State& state) {
  std::string others;
  for (int i = 0; i < state.range(0); ++i) {
    others += R"({"Effect":"Allow","Action":["kms:Tag)" + std::to_string(i) + R"(","s3:Get)" +
              std::to_string(i) + R"("],"Resource":"*"},)";
  }
  const std::string ten = ten_statements()->text();
  const std::size_t begin = ten.find('[') + 1;
  const Request request = decrypt();
  Policies policies;
  policies.identity = {
      {read(others + ten.substr(begin, ten.rfind(']') - begin), DocumentKind::identity), "many"}};
  policies.resource = key_policy();
  for (auto _ : state) {
    const Decision decision = evaluate(request, policies);
    if (!decision.allowed()) state.SkipWithError("denied");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(evaluate_ten_among_others)->Arg(0)->Arg(1000);

void evaluate_fifty_grants(benchmark::State& state) {
  const Request request = decrypt();
  Policies policies;
  policies.resource = key_policy();
  std::vector<Grant> grants(50);
  for (std::size_t i = 0; i < grants.size(); ++i) {
    grants[i].id = std::to_string(i);
    grants[i].grantee = "arn:aws:iam::111122223333:role/role" + std::to_string(i);
    grants[i].actions = {"kms:Encrypt", "kms:Decrypt"};
  }
  grants.back().grantee = request.principal->principal_arn;
  for (auto _ : state) {
    const Decision decision = evaluate(request, policies, grants);
    if (!decision.allowed()) state.SkipWithError("denied");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(evaluate_fifty_grants);

void read_ten_statements(benchmark::State& state) {
  const std::string text = ten_statements()->text();
  for (auto _ : state) benchmark::DoNotOptimize(parse(text, DocumentKind::identity));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(read_ten_statements);

}  // namespace
