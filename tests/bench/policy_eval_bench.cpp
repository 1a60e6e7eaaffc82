// policy_eval_bench.cpp - how many cases a second `policy eval` decides, documents read and all.
#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "client/policy_eval.h"

namespace {

// A case with an identity policy of `statements`, a key policy and two levels of SCPs. No two
// numbers share a document.
std::string case_line(std::size_t number, std::size_t statements) {
  const std::string n = std::to_string(number);
  const std::string key = "arn:aws:kms:us-east-1:111122223333:key/" + n;
  const std::string version = R"("Version":"2012-10-17","Statement":[)";
  std::string identity;
  const char* const services[] = {"s3", "sqs", "sns", "dynamodb", "logs", "ec2", "ssm"};
  for (std::size_t i = 0; i + 1 < statements; ++i) {
    const std::string service = services[i % 7];
    identity += R"({"Sid":"S)" + n + "x" + std::to_string(i) + R"(","Effect":"Allow","Action":[")" +
                service + R"(:Get*",")" + service + R"(:List*"],"Resource":"arn:aws:)" + service +
                R"(:*:111122223333:thing/*","Condition":{"StringEquals":{"aws:RequestedRegion":)" +
                R"(["us-east-1","eu-west-1"]}}},)";
  }
  identity += R"({"Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":")" +
              key + "\"}";
  const std::string scp =
      "{" + version + R"({"Effect":"Allow","Action":"*","Resource":"*"},)" + R"({"Sid":"R)" + n +
      R"(","Effect":"Deny","NotAction":["iam:*","sts:*"],)" +
      R"("Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":)" +
      R"(["us-east-1","eu-west-1"]}}}]})";
  return R"({"id":)" + n +
         R"(,"request":{"principal":"arn:aws:iam::111122223333:user/ana","action":"kms:Decrypt",)" +
         R"("resource":")" + key +
         R"(","resourceAccount":"111122223333","context":{"aws:RequestedRegion":"us-east-1",)" +
         R"("aws:SecureTransport":true,"aws:TagKeys":["a","b"]}},)" +
         R"("policies":{"identity":[{"name":"own","policy":{)" + version + identity +
         R"(]}}],"resource":{)" + version + R"({"Sid":"Enable )" + n +
         R"(","Effect":"Allow","Principal":{"AWS":)" +
         R"("arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]},"scp":[[)" + scp +
         "],[" + scp + "]]}}";
}

void decide_lines(benchmark::State& state, bool different) {
  const auto statements = static_cast<std::size_t>(state.range(0));
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < 20000; ++i) lines.push_back(case_line(different ? i : 1, statements));
  amishare::client::PolicyEval eval;
  std::size_t at = 0;
  std::size_t bytes = 0;
  for (auto _ : state) {
    const std::string& line = lines[at++ % lines.size()];
    const auto answer = eval.answer(line);
    if (answer.find("\"allowed\"") == std::string::npos) state.SkipWithError("not allowed");
    bytes += line.size();
  }
  state.SetItemsProcessed(state.iterations());
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}

void policy_eval_all_different(benchmark::State& state) { decide_lines(state, true); }
BENCHMARK(policy_eval_all_different)->Arg(1)->Arg(5)->Arg(10);

void policy_eval_same_documents(benchmark::State& state) { decide_lines(state, false); }
BENCHMARK(policy_eval_same_documents)->Arg(5);

}  // namespace
