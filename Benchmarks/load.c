// Many clients of one web server on this machine: so many at a time, each takes the next address of
// a list, over a connection of its own or over one that stays open. Called by serving.py, which
// never names another machine.
//
//     load PORT CLIENTS SECONDS keep|close < ADDRESSES
//
// Prints requests answered with 200 and a whole body, those that failed, and seconds.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_LIMIT = 8192 };

struct client {
  int number;           // -1: no connection
  char request[1024];
  size_t length, sent;
  char head[HEAD_LIMIT];
  size_t head_length;
  long body_left;       // -1: the head is not complete
  int is_good;
};

static char *addresses[100000];
static size_t address_count, next_address;
static int port, keeps;
static long good, failed;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void ask(struct client *client) {
  const char *address = addresses[next_address++ % address_count];
  client->length = snprintf(client->request, sizeof client->request,
                            "GET %s HTTP/1.1\r\nHost: localhost:%d\r\nConnection: %s\r\n\r\n",
                            address, port, keeps ? "keep-alive" : "close");
  client->sent = client->head_length = 0;
  client->body_left = -1;
  client->is_good = 0;
}

static void start(struct client *client) {
  client->number = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (client->number < 0) {
    perror("socket");
    exit(2);
  }
  int on = 1;
  setsockopt(client->number, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(port)};
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(client->number, (struct sockaddr *)&place, sizeof place) != 0 && errno != EINPROGRESS) {
    perror("connect");
    exit(2);
  }
  ask(client);
}

static void end(struct client *client, int is_good) {
  if (is_good) good++;
  else failed++;
  if (is_good && keeps) {
    ask(client);
    return;
  }
  close(client->number);
  start(client);
}

// Takes what came; 1 when the answer is complete, -1 when it will never be.
static int take(struct client *client) {
  static char buffer[1 << 16];
  for (;;) {
    ssize_t count = read(client->number, buffer, sizeof buffer);
    if (count < 0) return errno == EAGAIN ? 0 : -1;
    if (count == 0) return -1;
    char *body = buffer;
    if (client->body_left < 0) {
      size_t room = HEAD_LIMIT - 1 - client->head_length;
      size_t copied = (size_t)count < room ? (size_t)count : room;
      memcpy(client->head + client->head_length, buffer, copied);
      size_t before = client->head_length;
      client->head_length += copied;
      client->head[client->head_length] = 0;
      char *finish = strstr(client->head, "\r\n\r\n");
      if (!finish) {
        if (room == 0) return -1;
        continue;
      }
      char *length = strcasestr(client->head, "\r\ncontent-length:");
      if (!length) return -1;
      client->is_good = strncmp(client->head + 8, " 200 ", 5) == 0;
      client->body_left = atol(length + 17);
      body = buffer + (finish + 4 - client->head - before);
    }
    client->body_left -= buffer + count - body;
    if (client->body_left == 0) return 1;
    if (client->body_left < 0) return -1;
  }
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  port = atoi(argv[1]);
  int count = atoi(argv[2]);
  double seconds = atof(argv[3]);
  keeps = strcmp(argv[4], "keep") == 0;
  char line[900];
  while (address_count < 100000 && fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = 0;
    addresses[address_count++] = strdup(line);
  }
  if (address_count == 0) return 2;
  struct client *clients = calloc(count, sizeof *clients);
  struct pollfd *polled = calloc(count, sizeof *polled);
  double begin = now();
  for (int index = 0; index < count; index++) start(&clients[index]);
  while (now() - begin < seconds) {
    for (int index = 0; index < count; index++) {
      polled[index].fd = clients[index].number;
      polled[index].events =
          clients[index].sent < clients[index].length ? POLLOUT : POLLIN;
    }
    if (poll(polled, count, 100) < 0) return 2;
    for (int index = 0; index < count; index++) {
      struct client *client = &clients[index];
      if (!polled[index].revents) continue;
      if (client->sent < client->length) {
        ssize_t sent = send(client->number, client->request + client->sent,
                            client->length - client->sent, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) end(client, 0);
        else if (sent > 0) client->sent += sent;
        continue;
      }
      int state = take(client);
      if (state != 0) end(client, state > 0 && client->is_good);
    }
  }
  printf("%ld %ld %.3f\n", good, failed, now() - begin);
  return 0;
}
