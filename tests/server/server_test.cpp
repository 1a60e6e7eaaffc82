// server_test.cpp - HTTP as well-behaved clients speak it.
#include "server/server.h"

#include <stdexcept>
#include <string>

#include "client/transport.h"
#include "server/http_date.h"
#include "support/catch.h"
#include "support/raw_connection.h"

using namespace amishare;
using namespace amishare::test;
using namespace std::chrono_literals;

TEST_CASE("a request reaches the handler as it was sent", "[server]") {
  wire::HttpRequest seen;
  server::Handler handler = [&](const wire::HttpRequest& request) {
    seen = request;
    return wire::HttpResponse{.status = 202, .headers = {{"X-One", "1"}}, .body = "hello"};
  };
  RunningServer running({}, handler);
  RawConnection connection(running.port());
  connection.send(
      "PUT /a%20b/../c?d=e&f HTTP/1.1\r\nHost: here:1\r\nx-twice: 1\r\nX-Twice:  2 \r\n"
      "X-Empty:\r\nContent-Length: 4\r\n\r\n");
  connection.send(std::string("\x01\0\xff!", 4));
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == 202);
  CHECK(response->body == "hello");
  CHECK(wire::header(response->headers, "x-one") == "1");
  CHECK(wire::header(response->headers, "date").ends_with(" GMT"));
  CHECK(seen.method == "PUT");
  CHECK(seen.target == "/a%20b/../c?d=e&f");
  CHECK(seen.headers == wire::Headers{{"Host", "here:1"},
                                      {"x-twice", "1"},
                                      {"X-Twice", "2"},
                                      {"X-Empty", ""},
                                      {"Content-Length", "4"}});
  CHECK(seen.body == std::string("\x01\0\xff!", 4));
  CHECK(seen.remote_address == "127.0.0.1");
  CHECK_FALSE(seen.secure);
}

TEST_CASE("a connection is kept, and nothing of one request is left in the next", "[server]") {
  RunningServer running;
  RawConnection connection(running.port());
  for (int i = 0; i < 100; ++i) {
    connection.send("POST /first HTTP/1.1\r\nHost: x\r\nA: 1\r\nContent-Length: 5\r\n\r\nabcde");
    auto response = connection.receive();
    REQUIRE(response);
    CHECK(response->body == "POST /first 3 headers, 5 bytes\nabcde");
    connection.send("GET / HTTP/1.1\r\n\r\n");
    response = connection.receive();
    REQUIRE(response);
    CHECK(response->body == "GET / 0 headers, 0 bytes\n");
  }
}

TEST_CASE("requests that come at once are answered in turn", "[server]") {
  RunningServer running;
  RawConnection connection(running.port());
  std::string bytes;
  for (int i = 0; i < 200; ++i) {
    const std::string body(static_cast<std::size_t>(i), 'b');
    bytes += "POST /" + std::to_string(i) +
             " HTTP/1.1\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  connection.send(bytes);
  for (int i = 0; i < 200; ++i) {
    const Received response = connection.receive();
    REQUIRE(response);
    CHECK(response->body.starts_with("POST /" + std::to_string(i) + " 1 headers, " +
                                     std::to_string(i) + " bytes\n"));
  }
}

TEST_CASE("a request may come byte by byte", "[server]") {
  RunningServer running;
  RawConnection connection(running.port());
  for (const char c : std::string("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc")) {
    connection.send({&c, 1});
  }
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->body == "POST / 1 headers, 3 bytes\nabc");
}

TEST_CASE("a body may come in chunks", "[server]") {
  RunningServer running;
  RawConnection connection(running.port());
  connection.send("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
  connection.send("3\r\nabc\r\n");
  connection.send("A;extension=1\r\n0123456789\r\n0\r\nAuthorization: too late\r\n\r\n");
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->body == "POST / 1 headers, 13 bytes\nabc0123456789");
}

TEST_CASE("a block of half a mebibyte goes in and comes out", "[server]") {
  RunningServer running;
  RawConnection connection(running.port());
  std::string body;
  for (std::size_t i = 0; i < 524288; ++i) body += static_cast<char>(i * 31);
  connection.send("PUT / HTTP/1.1\r\nContent-Length: 524288\r\n\r\n" + body);
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->body == "PUT / 1 headers, 524288 bytes\n" + body);
}

TEST_CASE("who asks whether to go on is told to", "[server]") {
  RunningServer running;
  RawConnection connection(running.port());
  connection.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == 100);
  CHECK(response->headers.empty());
  connection.send("abc");
  response = connection.receive();
  REQUIRE(response);
  CHECK(response->body == "POST / 2 headers, 3 bytes\nabc");
  // Whoever did not wait gets no interim answer.
  connection.send("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
  response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == 200);
}

TEST_CASE("a HEAD is answered without the body", "[server]") {
  RunningServer running;
  RawConnection connection(running.port());
  connection.send("HEAD / HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n");
  Received response = connection.receive(false);
  REQUIRE(response);
  CHECK(wire::header(response->headers, "Content-Length") == "26");
  response = connection.receive();
  REQUIRE(response);
  CHECK(response->body == "GET /next 0 headers, 0 bytes\n");
}

TEST_CASE("a connection ends when the client says so", "[server]") {
  RunningServer running;
  for (const char* request :
       {"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawConnection connection(running.port());
    connection.send(request);
    const Received response = connection.receive();
    REQUIRE(response);
    CHECK(wire::header(response->headers, "Connection") == "close");
    CHECK(connection.closed_within(5s));
  }
}

TEST_CASE("what a handler throws becomes 500, and is told", "[server]") {
  std::string logged;
  server::Options options;
  options.log = [&](std::string_view line) { logged = line; };
  RunningServer running(options, [](const wire::HttpRequest& request) -> wire::HttpResponse {
    if (request.target == "/throw") throw std::runtime_error("a wire came loose");
    return echo(request);
  });
  RawConnection connection(running.port());
  connection.send("GET /throw HTTP/1.1\r\n\r\n");
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == 500);
  CHECK(logged == "defect: a wire came loose");
  CHECK(running.goes_on());
}

TEST_CASE("a response's headers can't end early", "[server]") {
  RunningServer running({}, [](const wire::HttpRequest&) {
    return wire::HttpResponse{.headers = {{"X-Name", "a\r\nSet-Cookie: b"}}, .body = "c"};
  });
  RawConnection connection(running.port());
  connection.send("GET / HTTP/1.1\r\n\r\n");
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(wire::header(response->headers, "Set-Cookie").empty());
  CHECK(wire::header(response->headers, "X-Name") == "a  Set-Cookie: b");
}

TEST_CASE("the Date header shows the time that the server was given", "[server]") {
  server::Options options;
  options.now = [] { return std::chrono::sys_seconds(std::chrono::seconds(784111777)); };
  RunningServer running(options);
  RawConnection connection(running.port());
  connection.send("GET / HTTP/1.1\r\n\r\n");
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(wire::header(response->headers, "Date") == "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST_CASE("a port that is taken, and a host that is none, are said in one line", "[server]") {
  RunningServer running;
  server::Options options;
  options.port = running.port();
  const std::string taken = "port " + std::to_string(running.port()) +
                            " of 127.0.0.1 is in use; choose another with --port, or 0 for any "
                            "that is free";
  CHECK_THROWS_WITH(server::Server(options, &echo), taken);
  options = {};
  options.host = "203.0.113.7";  // nobody's (RFC 5737)
  CHECK_THROWS_AS(server::Server(options, &echo), server::ListenError);
}

TEST_CASE("a server says where it is", "[server]") {
  server::Server here({}, &echo);
  CHECK(here.endpoint() == "http://127.0.0.1:" + std::to_string(here.port()));
  CHECK(here.loopback());
  server::Options options;
  options.host = "0.0.0.0";
  server::Server everywhere(options, &echo);
  CHECK(everywhere.endpoint() == "http://127.0.0.1:" + std::to_string(everywhere.port()));
  CHECK_FALSE(everywhere.loopback());
}

TEST_CASE("a server that stops answers what it has begun", "[server]") {
  server::Options options;
  server::Server* self = nullptr;
  server::Server server(options, [&](const wire::HttpRequest& request) {
    self->stop();
    return echo(request);
  });
  self = &server;
  RawConnection idle(server.port());
  RawConnection connection(server.port());
  connection.send("GET / HTTP/1.1\r\n\r\n");
  const auto start = std::chrono::steady_clock::now();
  server.run();
  CHECK(std::chrono::steady_clock::now() - start < 1s);
  const Received response = connection.receive();
  REQUIRE(response);
  CHECK(response->status == 200);
  CHECK(connection.closed_within(5s));
  CHECK(idle.closed_within(5s));
}

TEST_CASE("the client's transport and the server understand each other", "[server]") {
  RunningServer running;
  const auto transport = client::http_transport(running.server().endpoint());
  for (const std::size_t size : {0U, 1U, 524288U}) {
    const wire::HttpResponse response = transport->send({.method = "POST",
                                                         .target = "/t",
                                                         .headers = {{"A", "b"}},
                                                         .body = std::string(size, 'x')});
    CHECK(response.status == 200);
    CHECK(response.body ==
          "POST /t 3 headers, " + std::to_string(size) + " bytes\n" + std::string(size, 'x'));
  }
  CHECK(transport->send({.method = "HEAD"}).body.empty());
  CHECK(transport->send({.method = "GET"}).body == "GET / 1 headers, 0 bytes\n");
}

TEST_CASE("the client's transport connects anew when the server has hung up", "[server]") {
  server::Options options;
  options.limits.idle_time = 20ms;
  RunningServer running(options);
  const auto transport = client::http_transport(running.server().endpoint());
  CHECK(transport->send({.method = "GET"}).status == 200);
  std::this_thread::sleep_for(100ms);
  CHECK(transport->send({.method = "GET"}).status == 200);
}

TEST_CASE("the client's transport says what is wrong", "[server]") {
  std::string endpoint;
  {
    RunningServer running;
    endpoint = running.server().endpoint();
  }
  const auto nobody = client::http_transport(endpoint);
  CHECK_THROWS_WITH(nobody->send({}),
                    "nothing listens at " + endpoint + ": start it with `amishare serve`");

  RunningServer slow({}, [](const wire::HttpRequest&) {
    std::this_thread::sleep_for(300ms);
    return wire::HttpResponse{};
  });
  const auto hasty =
      client::http_transport(slow.server().endpoint(), {.connect = 5s, .answer = 50ms});
  CHECK_THROWS_WITH(hasty->send({}), "no answer from " + slow.server().endpoint() + " in time");
}

TEST_CASE("endpoints are read", "[server]") {
  using client::parse_endpoint;
  CHECK(parse_endpoint("http://127.0.0.1:4566") == client::Endpoint{false, "127.0.0.1", 4566});
  CHECK(parse_endpoint("https://kms.eu-west-1.amazonaws.com/") ==
        client::Endpoint{true, "kms.eu-west-1.amazonaws.com", 443});
  CHECK(parse_endpoint("http://[::1]:80").host == "::1");
  CHECK(client::host_of_endpoint("http://[::1]:4566") == "[::1]:4566");
  CHECK(client::host_of_endpoint("http://localhost") == "localhost");
  CHECK(client::host_of_endpoint("https://x:443/") == "x");
  CHECK(client::host_of_endpoint("https://x:80") == "x:80");
  for (const char* wrong : {"", "localhost:4566", "ftp://x", "http://", "http://:80", "http://x:",
                            "http://x:0", "http://x:65536", "http://x:8o", "http://x/path",
                            "http://u@x", "http://[::1", "http://x y", "http://[::1]x"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(parse_endpoint(wrong), std::invalid_argument);
  }
}

TEST_CASE("dates are HTTP's", "[server]") {
  std::string text;
  server::append_http_date(text, std::chrono::sys_seconds{});
  CHECK(text == "Thu, 01 Jan 1970 00:00:00 GMT");
}
