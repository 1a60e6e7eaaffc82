// hostile_test.cpp - what broken and ill-meaning clients send; after each the server goes on.
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <random>
#include <string>
#include <vector>

#include "server/server.h"
#include "support/catch.h"
#include "support/raw_connection.h"

using namespace amishare;
using namespace amishare::test;
using namespace std::chrono_literals;

namespace {

// What the server says to the bytes, each on a connection of its own: the statuses of its answers,
// and then that it closes the connection.
std::string answers_to(const RunningServer& running, const std::string& bytes) {
  RawConnection connection(running.port());
  connection.send(bytes);
  std::string answers;
  while (const Received response = connection.receive()) {
    answers += std::to_string(response->status) + " ";
  }
  return answers + "closed";
}

std::string chunked(const std::string& chunks) {
  return "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
}

server::Options impatient() {
  server::Options options;
  options.limits.header_time = 150ms;
  options.limits.body_time = 150ms;
  options.limits.write_time = 150ms;
  return options;
}

}  // namespace

TEST_CASE("a body that is too large is refused, whether announced or in chunks",
          "[server][hostile]") {
  RunningServer running;
  const std::string mebibyte(1024 * 1024, 'x');
  CHECK(answers_to(running, "POST / HTTP/1.1\r\nContent-Length: 1048577\r\n\r\n") == "413 closed");
  CHECK(answers_to(running, "POST / HTTP/1.1\r\nContent-Length: 9999999999999\r\n\r\n" +
                                mebibyte) == "413 closed");
  CHECK(answers_to(running,
                   "POST / HTTP/1.1\r\nExpect: 100-continue\r\n"
                   "Content-Length: 9999999\r\n\r\n") == "413 closed");
  CHECK(answers_to(running, chunked("100000\r\n" + mebibyte + "\r\n1\r\nx\r\n0\r\n\r\n")) ==
        "413 closed");
  CHECK(answers_to(running, chunked("FFFFFFFFFFFFFFF\r\n" + mebibyte)) == "413 closed");
  CHECK(running.goes_on());
}

TEST_CASE("an oversized body is refused in the protocol that the headers point to",
          "[server][hostile]") {
  RunningServer running;
  RawConnection json(running.port());
  json.send(
      "POST / HTTP/1.1\r\nX-Amz-Target: TrentService.Encrypt\r\nContent-Length: 9999999\r\n\r\n");
  const Received refused = json.receive();
  REQUIRE(refused);
  CHECK(refused->body.find("{\"__type\":\"RequestEntityTooLargeException\"") == 0);
  RawConnection query(running.port());
  query.send("POST / HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n");
  const Received refused_too = query.receive();
  REQUIRE(refused_too);
  CHECK(refused_too->body.find("<Code>RequestEntityTooLarge</Code>") != std::string::npos);
}

TEST_CASE("the largest body that is allowed is served", "[server][hostile]") {
  RunningServer running;
  RawConnection connection(running.port());
  connection.send("POST / HTTP/1.1\r\nContent-Length: 1048576\r\n\r\n" + std::string(1048576, 'x'));
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == 200);
}

TEST_CASE("headers that are too large are refused", "[server][hostile]") {
  RunningServer running;
  const std::string large(40 * 1024, 'x');
  CHECK(answers_to(running, "GET / HTTP/1.1\r\nA: " + large + "\r\n\r\n") == "431 closed");
  CHECK(answers_to(running, "GET /" + large + " HTTP/1.1\r\n\r\n") == "431 closed");
  CHECK(answers_to(running, "GET / HTTP/1.1\r\n" + large) == "431 closed");
  CHECK(answers_to(running, large) != "closed");
  std::string many = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 10000; ++i) many += "A:\r\n";
  CHECK(answers_to(running, many + "\r\n") == "431 closed");
  CHECK(running.goes_on());
}

TEST_CASE("what is not HTTP is refused", "[server][hostile]") {
  RunningServer running;
  for (const std::string& bytes : {
           std::string("\r\n\r\n"),
           std::string("GET\r\n\r\n"),
           std::string("GET /\r\n\r\n"),
           std::string("GET / \r\nHost: x\r\n\r\n"),
           std::string("GET / HTTP\r\n\r\n"),
           std::string("GET / HTTP/9.9\r\n\r\n"),
           std::string("GET / HTTP/1.1 \r\n\r\n"),
           std::string("GET  / HTTP/1.1\r\n\r\n"),
           std::string("GET / /a HTTP/1.1\r\n\r\n"),
           std::string(" GET / HTTP/1.1\r\n\r\n"),
           std::string("G\xc3\x84T / HTTP/1.1\r\n\r\n"),
           std::string("GET /\x01 HTTP/1.1\r\n\r\n"),
           std::string("GET /\0 HTTP/1.1\r\n\r\n", 19),
           std::string("G\0T / HTTP/1.1\r\n\r\n", 18),
           std::string("GET / HTTP/1.1\r\nA\0: b\r\n\r\n", 25),
           std::string("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 26),
           std::string("GET / HTTP/1.1\r\nA: \x01\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nA b: c\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nA\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\n: c\r\n\r\n"),
           std::string("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
           std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
           std::string("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"),
           std::string("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"),
           std::string("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n"),
           std::string("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
           std::string("POST / HTTP/1.1\r\nContent-Length: 1\r\n"
                       "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
       }) {
    CAPTURE(bytes);
    CHECK(answers_to(running, bytes) == "400 closed");
  }
  CHECK(running.goes_on());
}

TEST_CASE("chunks that are none are refused", "[server][hostile]") {
  RunningServer running;
  for (const char* chunks : {"zz\r\n", "-1\r\n", "0x3\r\nabc\r\n\r\n", "\r\n\r\n", " 3\r\nabc\r\n",
                             "FFFFFFFFFFFFFFFFFF\r\n", "3\r\nabcd\r\n0\r\n\r\n",
                             "3\r\nabc0\r\n\r\n", "3;=\r\nabc\r\n0\r\n\r\n", "0\r\n\x01\r\n\r\n"}) {
    CAPTURE(chunks);
    CHECK(answers_to(running, chunked(chunks)) == "400 closed");
  }
  CHECK(answers_to(running, chunked("3;" + std::string(100'000, 'e'))) == "400 closed");
  CHECK(running.goes_on());
}

TEST_CASE("zeros in a body are bytes like others", "[server][hostile]") {
  RunningServer running;
  RawConnection connection(running.port());
  connection.send("POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n" + std::string(4, '\0'));
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->body == "POST / 1 headers, 4 bytes\n" + std::string(4, '\0'));
}

TEST_CASE("garbage behind a request does not keep it from being answered", "[server][hostile]") {
  RunningServer running;
  const std::string good = "GET / HTTP/1.1\r\n\r\n";
  CHECK(answers_to(running, good + good + "\x01garbage\r\n\r\n") == "200 200 400 closed");
  CHECK(answers_to(running, good + std::string(1000, '\0')) == "200 400 closed");
  CHECK(running.goes_on());
}

TEST_CASE("clients that go in the middle of something are let go", "[server][hostile]") {
  std::atomic<int> served = 0;
  RunningServer running({}, [&](const wire::HttpRequest& request) {
    ++served;
    return echo(request);
  });
  const std::vector<std::string> beginnings = {
      "",
      "G",
      "GET / HTTP/1.1\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\n",
      "POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc",
      "POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 10\r\n\r\n",
      chunked(""),
      chunked("A"),
      chunked("A\r"),
      chunked("A\r\n"),
      chunked("A\r\nabc"),
      chunked("3\r\nabc\r\n"),
      chunked("3\r\nabc\r\n0\r\n"),
  };
  for (const std::string& beginning : beginnings) {
    CAPTURE(beginning);
    {
      RawConnection connection(running.port());
      connection.send(beginning);
    }
    RawConnection connection(running.port());
    connection.send(beginning);
    connection.reset();
  }
  CHECK(running.goes_on());
  CHECK(served == 1);  // none of the halves was taken for a whole
  for (int i = 0; i < 50; ++i) {
    RawConnection connection(running.port());
    connection.send("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    connection.reset();
  }
  CHECK(running.goes_on());
}

TEST_CASE("slow senders are cut off, and hold no one up", "[server][hostile]") {
  RunningServer running(impatient());
  RawConnection in_line(running.port());
  in_line.send("GET /");
  RawConnection in_headers(running.port());
  in_headers.send("GET / HTTP/1.1\r\nA: b\r\n");
  RawConnection in_body(running.port());
  in_body.send("POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\nabc");
  RawConnection in_chunk(running.port());
  in_chunk.send(chunked("3\r\na"));
  RawConnection waiting(running.port());
  waiting.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  // One that never pauses, and never comes to an end either.
  RawConnection dripping(running.port());
  dripping.send("GET / HTTP/1.1\r\n");
  const auto start = std::chrono::steady_clock::now();
  while (dripping.send("A: b\r\n") && std::chrono::steady_clock::now() - start < 10s) {
    CHECK(running.goes_on());
    std::this_thread::sleep_for(20ms);
  }
  CHECK(std::chrono::steady_clock::now() - start < 5s);
  for (RawConnection* slow : {&in_line, &in_headers, &in_body, &in_chunk, &waiting}) {
    CHECK(slow->closed_within(5s));
  }
}

TEST_CASE("who does not read the answer is cut off", "[server][hostile]") {
  RunningServer running(impatient(), [](const wire::HttpRequest& request) {
    if (request.target == "/still") return echo(request);
    return wire::HttpResponse{.body = std::string(32 * 1024 * 1024, 'x')};
  });
  RawConnection deaf(running.port());
  deaf.send("GET /large HTTP/1.1\r\n\r\n");
  CHECK(running.goes_on());
  std::this_thread::sleep_for(1s);
  CHECK_FALSE(deaf.receive());  // what the kernel had taken, and then the end
  CHECK(running.goes_on());
}

TEST_CASE("thousands of idle connections keep no one from being served", "[server][hostile]") {
  rlimit files{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &files) == 0);
  // Both ends of each connection are ours.
  const std::size_t count =
      std::min<std::size_t>(3000, (static_cast<std::size_t>(files.rlim_cur) - 200) / 2);
  RunningServer running;
  std::vector<RawConnection> idle;
  idle.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    idle.emplace_back(running.port());
    if (i % 3 == 0) idle.back().send("GET / HTTP/1.1\r\n\r\n");
    if (i % 3 == 1) idle.back().send("GET / HT");
  }
  for (int i = 0; i < 10; ++i) CHECK(running.goes_on());
  // They are all still there.
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 3 == 1) idle[i].send("TP/1.1\r\n\r\n");
    if (i % 3 == 2) idle[i].send("GET / HTTP/1.1\r\n\r\n");
    const Received response = idle[i].receive();
    REQUIRE(response);
    CHECK(response->status == 200);
  }
}

TEST_CASE("one connection too many costs the longest idle its place", "[server][hostile]") {
  server::Options options;
  options.limits.connections = 10;
  RunningServer running(options);
  RawConnection half(running.port());
  half.send("GET / HTTP/1.1\r\n");
  std::vector<RawConnection> idle;
  idle.reserve(9);
  for (int i = 0; i < 9; ++i) {
    idle.emplace_back(running.port());
    idle.back().send("GET / HTTP/1.1\r\n\r\n");
    CHECK(idle.back().receive());
  }
  CHECK(running.goes_on());
  CHECK(idle[0].closed_within(5s));
  half.send("\r\n");
  CHECK(half.receive());
  idle[8].send("GET / HTTP/1.1\r\n\r\n");
  CHECK(idle[8].receive());
}

TEST_CASE("when all connections are busy, new ones are turned away until there is room",
          "[server][hostile]") {
  server::Options options = impatient();
  options.limits.connections = 5;
  RunningServer running(options);
  std::vector<RawConnection> busy;
  busy.reserve(5);
  for (int i = 0; i < 5; ++i) {
    busy.emplace_back(running.port());
    busy.back().send("GET / HTTP/1.1\r\n");
  }
  std::this_thread::sleep_for(50ms);
  RawConnection late(running.port());
  CHECK(late.closed_within(5s));
  for (RawConnection& connection : busy) CHECK(connection.closed_within(5s));
  CHECK(running.goes_on());
}

TEST_CASE("idle connections end after a while", "[server][hostile]") {
  server::Options options;
  options.limits.idle_time = 100ms;
  RunningServer running(options);
  RawConnection fresh(running.port());
  RawConnection used(running.port());
  used.send("GET / HTTP/1.1\r\n\r\n");
  CHECK(used.receive());
  CHECK(fresh.closed_within(5s));
  CHECK(used.closed_within(5s));
  CHECK(running.goes_on());
}

TEST_CASE("noise does no harm", "[server][hostile]") {
  RunningServer running(impatient());
  std::minstd_rand dice(20260102);
  const std::vector<std::string> words = {"GET",
                                          " ",
                                          "/",
                                          "HTTP/1.1",
                                          "\r\n",
                                          "\r\n\r\n",
                                          "POST",
                                          "Host:",
                                          "a",
                                          "3\r\nabc",
                                          "0",
                                          "\r\n0\r\n\r\n",
                                          "\n",
                                          "chunked",
                                          ";",
                                          "Transfer-Encoding: chunked\r\n",
                                          "Content-Length: 3\r\n",
                                          "Expect: 100-continue\r\n"};
  for (int round = 0; round < 300; ++round) {
    std::string bytes;
    for (auto left = dice() % 40; left > 0; --left) {
      if (dice() % 4 == 0) {
        bytes += static_cast<char>(dice() % 256);
      } else {
        bytes += words[dice() % words.size()];
      }
    }
    RawConnection connection(running.port());
    connection.send(bytes);
    if (round % 2 == 0) connection.reset();
    if (round % 50 == 0) CHECK(running.goes_on());
  }
  CHECK(running.goes_on());
}
