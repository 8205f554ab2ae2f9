/* The first part of an AppImage: shows the file system image behind it as a folder and starts
   AppRun in it. With FUSE the image is mounted; without, or with APPIMAGE_EXTRACT_AND_RUN=1, it is
   unpacked for the time of the run. --appimage-extract unpacks it into ./squashfs-root. */
#define _GNU_SOURCE
#define FUSE_USE_VERSION 30
#include <squashfuse/ll.h>
#include <squashfuse/squashfuse.h>

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CANNOT_START = 127, CHUNK = 1 << 17 };

static int complain(const char *what) {
  fprintf(stderr, "Stet's AppImage: %s: %s\n", what, strerror(errno));
  return CANNOT_START;
}

/* The image begins where this program ends: behind its table of sections, which ld writes last. */
static off_t image_offset(const char *self) {
  Elf64_Ehdr header;
  FILE *file = fopen(self, "rb");
  size_t got = file ? fread(&header, sizeof header, 1, file) : 0;
  if (file) fclose(file);
  if (got != 1) return -1;
  return (off_t)(header.e_shoff + (Elf64_Off)header.e_shentsize * header.e_shnum);
}

/* unpacking ---------------------------------------------------------------------------------- */

static int write_file(sqfs *image, sqfs_inode *node, const char *target) {
  static char chunk[CHUNK];
  uint64_t done = 0;
  int file = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, node->base.mode & 0777);
  if (file < 0) return -1;
  while (done < node->xtra.reg.file_size) {
    sqfs_off_t got = sizeof chunk;
    if (sqfs_read_range(image, node, (sqfs_off_t)done, &got, chunk) || got <= 0) break;
    if (write(file, chunk, (size_t)got) != got) break;
    done += (uint64_t)got;
  }
  if (close(file) < 0) return -1;
  return done == node->xtra.reg.file_size ? 0 : -1;
}

static int write_link(sqfs *image, sqfs_inode *node, const char *target) {
  char content[4097];
  size_t length = sizeof content;
  return sqfs_readlink(image, node, content, &length) ? -1 : symlink(content, target);
}

static int write_entry(sqfs *image, sqfs_dir_entry *entry, const char *target) {
  sqfs_inode node;
  if (sqfs_inode_get(image, &node, sqfs_dentry_inode(entry))) return -1;
  if (S_ISDIR(node.base.mode)) return mkdir(target, 0755);
  if (S_ISLNK(node.base.mode)) return write_link(image, &node, target);
  return S_ISREG(node.base.mode) ? write_file(image, &node, target) : 0;
}

static int unpack(const char *self, off_t offset, const char *folder) {
  sqfs image;
  sqfs_traverse walk;
  sqfs_err error = SQFS_OK;
  char target[8192];
  int source = open(self, O_RDONLY | O_CLOEXEC);
  if (source < 0 || sqfs_init(&image, source, (size_t)offset)) return -1;
  if (sqfs_traverse_open(&walk, &image, sqfs_inode_root(&image))) return -1;
  while (sqfs_traverse_next(&walk, &error)) {
    if (walk.dir_end || walk.path[0] == '\0') continue;
    if (snprintf(target, sizeof target, "%s/%s", folder, walk.path) >= (int)sizeof target) return -1;
    if (write_entry(&image, &walk.entry, target) < 0) return -1;
  }
  return error ? -1 : 0;
}

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *place) {
  (void)about, (void)kind, (void)place;
  return remove(path);
}

/* mounting ----------------------------------------------------------------------------------- */

static const struct fuse_lowlevel_ops OPERATIONS = {
    .getattr = sqfs_ll_op_getattr,     .opendir = sqfs_ll_op_opendir,
    .releasedir = sqfs_ll_op_releasedir, .readdir = sqfs_ll_op_readdir,
    .lookup = sqfs_ll_op_lookup,       .open = sqfs_ll_op_open,
    .create = sqfs_ll_op_create,       .release = sqfs_ll_op_release,
    .read = sqfs_ll_op_read,           .readlink = sqfs_ll_op_readlink,
    .listxattr = sqfs_ll_op_listxattr, .getxattr = sqfs_ll_op_getxattr,
    .forget = sqfs_ll_op_forget,
};

/* Serves the image until it is told to end; says over `ready` that the folder can be used. */
static void serve(const char *self, off_t offset, const char *folder, int ready) {
  char *options[] = {"stet", "-o", "ro,nodev,nosuid"};
  struct fuse_args arguments = FUSE_ARGS_INIT(3, options);
  sqfs_ll_chan channel;
  sqfs_ll *image;
  setsid();
  signal(SIGINT, SIG_IGN);
  image = sqfs_ll_open(self, (size_t)offset);
  if (!image) _exit(1);
  if (sqfs_ll_mount(&channel, folder, &arguments, (struct fuse_lowlevel_ops *)&OPERATIONS,
                    sizeof OPERATIONS, image))
    _exit(1);
  fuse_set_signal_handlers(channel.session);
  if (write(ready, "1", 1) == 1) fuse_session_loop(channel.session);
  sqfs_ll_unmount(&channel, folder);
  _exit(0);
}

/* The process that serves the mounted folder, or 0 where mounting fails. */
static pid_t mount_image(const char *self, off_t offset, const char *folder) {
  int line[2];
  char answer;
  pid_t server;
  bool is_ready;
  if (pipe2(line, O_CLOEXEC) < 0) return 0;
  server = fork();
  if (server == 0) {
    close(line[0]);
    serve(self, offset, folder, line[1]);
  }
  close(line[1]);
  is_ready = server > 0 && read(line[0], &answer, 1) == 1;
  close(line[0]);
  if (!is_ready && server > 0) waitpid(server, NULL, 0);
  return is_ready ? server : 0;
}

/* starting ----------------------------------------------------------------------------------- */

static int run(const char *self, const char *folder, char **arguments) {
  char program[4200];
  int status = 0;
  pid_t child;
  setenv("APPIMAGE", self, 1);
  setenv("APPDIR", folder, 1);
  snprintf(program, sizeof program, "%s/AppRun", folder);
  child = fork();
  if (child == 0) {
    arguments[0] = program;
    execv(program, arguments);
    _exit(complain(program));
  }
  signal(SIGINT, SIG_IGN);
  signal(SIGTERM, SIG_IGN);
  if (child < 0 || waitpid(child, &status, 0) < 0) return complain("cannot start");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int mount_or_unpack_and_run(const char *self, off_t offset, char **arguments) {
  const char *wish = getenv("APPIMAGE_EXTRACT_AND_RUN");
  const char *parent = getenv("TMPDIR");
  char folder[4096];
  pid_t server = 0;
  int code;
  snprintf(folder, sizeof folder, "%s/.mount_stet_XXXXXX", parent && *parent ? parent : "/tmp");
  if (!mkdtemp(folder)) return complain(folder);
  if (!wish || strcmp(wish, "1") != 0) server = mount_image(self, offset, folder);
  if (!server && unpack(self, offset, folder) < 0) code = complain("cannot be unpacked");
  else code = run(self, folder, arguments);
  if (server) {
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    rmdir(folder);
  } else {
    nftw(folder, remove_one, 32, FTW_DEPTH | FTW_PHYS);
  }
  return code;
}

int main(int count, char **arguments) {
  static char self[4096];
  ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
  off_t offset = length < 0 ? -1 : image_offset(self);
  if (offset < 0) return complain("cannot read itself");
  if (count > 1 && strcmp(arguments[1], "--appimage-offset") == 0)
    return printf("%lld\n", (long long)offset) < 0;
  if (count > 1 && strcmp(arguments[1], "--appimage-extract") == 0) {
    if (mkdir("squashfs-root", 0755) < 0) return complain("squashfs-root");
    return unpack(self, offset, "squashfs-root") < 0 ? complain("cannot be unpacked") : 0;
  }
  return mount_or_unpack_and_run(self, offset, arguments);
}
