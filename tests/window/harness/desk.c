/* A desk with one thing on it: the files of the command line, to be dragged away as from a file
   manager. Says on its output when it is there, and how each drag ended. */
#include <gtk/gtk.h>

static char **files;

static void say(const char *what) {
  g_print("%s\n", what);
  fflush(stdout);
}

static void give(GtkWidget *desk, GdkDragContext *drag, GtkSelectionData *data, guint kind, guint time, gpointer none) {
  gtk_selection_data_set_uris(data, files);
}

static gboolean failed(GtkWidget *desk, GdkDragContext *drag, GtkDragResult why, gpointer none) {
  say("failed");
  return FALSE;
}

static void ended(GtkWidget *desk, GdkDragContext *drag, gpointer none) {
  say("ended");
}

static gboolean shown(GtkWidget *desk, GdkEvent *event, gpointer none) {
  say("shown");
  return FALSE;
}

int main(int count, char **words) {
  gtk_init(&count, &words);
  files = g_new0(char *, count);
  for (int n = 1; n < count; n++) files[n - 1] = g_filename_to_uri(words[n], NULL, NULL);
  GtkWidget *desk = gtk_window_new(GTK_WINDOW_TOPLEVEL);
  gtk_window_set_default_size(GTK_WINDOW(desk), 60, 40);
  gtk_drag_source_set(desk, GDK_BUTTON1_MASK, NULL, 0, GDK_ACTION_COPY);
  gtk_drag_source_add_uri_targets(desk);
  g_signal_connect(desk, "drag-data-get", G_CALLBACK(give), NULL);
  g_signal_connect(desk, "drag-failed", G_CALLBACK(failed), NULL);
  g_signal_connect(desk, "drag-end", G_CALLBACK(ended), NULL);
  g_signal_connect(desk, "map-event", G_CALLBACK(shown), NULL);
  g_signal_connect(desk, "destroy", G_CALLBACK(gtk_main_quit), NULL);
  gtk_widget_add_events(desk, GDK_STRUCTURE_MASK | GDK_BUTTON_PRESS_MASK | GDK_BUTTON_RELEASE_MASK | GDK_BUTTON_MOTION_MASK);
  gtk_widget_show_all(desk);
  gtk_main();
  return 0;
}
