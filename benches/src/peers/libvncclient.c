/* Decodes a recorded RFB stream from 127.0.0.1:PORT as fast as possible with libvncclient, and
 * prints the million pixels decoded, the seconds passed, and the seconds on a processor. */
#include <rfb/rfbclient.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double pixels;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double busy(void)
{
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    return used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
}

static void updated(rfbClient *client, int x, int y, int width, int height)
{
    (void)client, (void)x, (void)y;
    pixels += (double)width * height;
}

static rfbBool make_picture(rfbClient *client)
{
    free(client->frameBuffer);
    client->frameBuffer = malloc((size_t)client->width * client->height * 4);
    return client->frameBuffer != NULL;
}

int main(int count, char **arguments)
{
    rfbClient *client = rfbGetClient(8, 3, 4);
    double begun, used;
    if (count != 2 || !client)
        return 2;
    rfbEnableClientLogging = FALSE;
    client->format.redShift = 16;
    client->format.greenShift = 8;
    client->format.blueShift = 0;
    client->MallocFrameBuffer = make_picture;
    client->GotFrameBufferUpdate = updated;
    client->serverHost = strdup("127.0.0.1");
    client->serverPort = atoi(arguments[1]);
    client->appData.encodingsString = "tight zrle hextile zlib corre rre raw copyrect";
    begun = now();
    if (!rfbInitClient(client, NULL, NULL))
        return 1;
    used = busy();
    while (client->buffered > 0 || WaitForMessage(client, 500000) > 0)
        if (!HandleRFBServerMessage(client))
            break;
    printf("%f %f %f\n", pixels / 1e6, now() - begun, busy() - used);
    return 0;
}
