/* A screen agent as phones have it: libvncserver, a portrait screen, and all of it marked as changed
 * with every frame. It dials out to an UltraVNC repeater (mode 2) or to a plain listener, and prints
 * the keys and pointer events that reach it, one a line.
 *
 * phone HOST PORT ID|- [PASSWORD]
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <rfb/rfb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WIDTH = 540, HEIGHT = 1200, ROTATE = 'r' };

static void key(rfbBool down, rfbKeySym keysym, rfbClientPtr client) {
  (void)client;
  printf("key %d 0x%x\n", down, keysym);
  fflush(stdout);
}

static void pointer(int buttons, int x, int y, rfbClientPtr client) {
  printf("pointer %d %d %d\n", buttons, x, y);
  fflush(stdout);
  rfbDefaultPtrAddEvent(buttons, x, y, client);
}

static void pasted(char *text, int length, rfbClientPtr client) {
  (void)client;
  printf("pasted %.*s\n", length, text);
  fflush(stdout);
}

/* A bar that wanders down over four fields of colour; red is the lowest byte, as on phones. */
static void paint(rfbScreenInfoPtr screen, int frame) {
  uint32_t *pixels = (uint32_t *)screen->frameBuffer;
  int width = screen->width, height = screen->height;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      uint32_t field = y < height / 2 ? (x < width / 2 ? 0x805a3d : 0xfaf6f6) : (x < width / 2 ? 0x5f7ae0 : 0x9ab281);
      pixels[y * width + x] = (y - frame * 4) % height >= 0 && (y - frame * 4) % height < 12 ? 0x231c19 : field;
    }
}

static void turn(rfbScreenInfoPtr screen) {
  char *pixels = calloc((size_t)WIDTH * HEIGHT, 4), *old = screen->frameBuffer;
  rfbNewFramebuffer(screen, pixels, screen->height, screen->width, 8, 3, 4);
  free(old);
}

static int dial(const char *host, int port, const char *id) {
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int line = socket(AF_INET, SOCK_STREAM, 0);
  if (inet_pton(AF_INET, host, &to.sin_addr) != 1 || connect(line, (struct sockaddr *)&to, sizeof to) != 0) return -1;
  if (strcmp(id, "-") != 0) {
    char preamble[250] = {0};
    snprintf(preamble, sizeof preamble, "ID:%s", id);
    if (write(line, preamble, sizeof preamble) != (ssize_t)sizeof preamble) return -1;
    usleep(100 * 1000);
  }
  return line;
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  int no_arguments = 0;
  rfbScreenInfoPtr screen = rfbGetScreen(&no_arguments, NULL, WIDTH, HEIGHT, 8, 3, 4);
  static char *passwords[2];
  passwords[0] = argc > 4 ? argv[4] : NULL;
  if (passwords[0]) {
    screen->authPasswdData = passwords;
    screen->passwordCheck = rfbCheckPasswordByList;
  }
  screen->frameBuffer = calloc((size_t)WIDTH * HEIGHT, 4);
  screen->desktopName = "A phone for tests";
  screen->port = 0;
  screen->ipv6port = 0;
  screen->autoPort = FALSE;
  screen->kbdAddEvent = key;
  screen->ptrAddEvent = pointer;
  screen->setXCutText = pasted;
  screen->setXCutTextUTF8 = pasted;
  rfbInitServer(screen);
  int line = dial(argv[1], atoi(argv[2]), argv[3]);
  rfbClientPtr client = line < 0 ? NULL : rfbNewClient(screen, line);
  if (!client) {
    fprintf(stderr, "nobody answers\n");
    return 1;
  }
  /* "r" on the standard input turns the phone. */
  fd_set in;
  for (int frame = 0; screen->clientHead; frame++) {
    struct timeval at_once = {0, 0};
    FD_ZERO(&in);
    FD_SET(0, &in);
    char order = 0;
    if (select(1, &in, NULL, NULL, &at_once) > 0 && read(0, &order, 1) == 1 && order == ROTATE) turn(screen);
    paint(screen, frame);
    rfbMarkRectAsModified(screen, 0, 0, screen->width, screen->height);
    rfbProcessEvents(screen, 40 * 1000);
  }
  puts("closed");
  return 0;
}
