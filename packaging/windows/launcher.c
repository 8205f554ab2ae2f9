/* stet.exe: runs the private Python in .\python, untouched by any other Python of the computer.
   A window program has no console; started from one with a command, it writes there all the same. */
#include <windows.h>
#include <shobjidl.h>

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

typedef int (*python_main)(int, wchar_t **);

enum { CANNOT_START = 70, ROOM = 32768 };

static int complain(const wchar_t *what) {
  wchar_t words[512];
  swprintf(words, 512, L"Stet cannot start: %ls (Windows says %lu). Please install it again.", what,
           GetLastError());
  if (!GetEnvironmentVariableW(L"STET_QUIET", NULL, 0)) MessageBoxW(NULL, words, L"Stet", MB_ICONERROR);
  return CANNOT_START;
}

/* Gives the streams that nobody redirected to the console that Stet was started from, if any. */
static void borrow_console(void) {
  const DWORD names[] = {STD_INPUT_HANDLE, STD_OUTPUT_HANDLE, STD_ERROR_HANDLE};
  const wchar_t *devices[] = {L"CONIN$", L"CONOUT$", L"CONOUT$"};
  int i;
  for (i = 0; i < 3; i++) {
    HANDLE held = GetStdHandle(names[i]);
    if (held && held != INVALID_HANDLE_VALUE && GetFileType(held) != FILE_TYPE_UNKNOWN) return;
  }
  if (!AttachConsole(ATTACH_PARENT_PROCESS)) return;
  for (i = 0; i < 3; i++) {
    HANDLE device = CreateFileW(devices[i], GENERIC_READ | GENERIC_WRITE,
                                FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
    if (device != INVALID_HANDLE_VALUE) SetStdHandle(names[i], device);
  }
}

/* Qt opens its plugins by path, and they look for Qt's libraries where PATH no longer counts. */
static void show_qt(const wchar_t *folder) {
  static wchar_t path[ROOM];
  swprintf(path, ROOM, L"%ls\\python\\Lib\\PySide6", folder);
  AddDllDirectory(path);
}

static HMODULE load_python(const wchar_t *folder) {
  static wchar_t path[ROOM];
  swprintf(path, ROOM, L"%ls\\python\\%ls", folder, L"" PYTHON_DLL);
  return LoadLibraryExW(path, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
}

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, PWSTR line, int show) {
  static wchar_t folder[ROOM], python[ROOM];
  wchar_t *fixed[] = {python, L"-I", L"-X", L"utf8", L"-m", L"desktop"};
  const int count = sizeof fixed / sizeof *fixed;
  wchar_t **arguments;
  HMODULE library;
  python_main run;
  int i;
  (void)instance, (void)before, (void)line, (void)show;

  /* no library that lies beside a document is loaded */
  SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
  SetCurrentProcessExplicitAppUserModelID(L"" APP_ID);
  borrow_console();
  if (!GetModuleFileNameW(NULL, folder, ROOM)) return complain(L"its folder is not known");
  *wcsrchr(folder, L'\\') = L'\0';
  show_qt(folder);
  library = load_python(folder);
  if (!library) return complain(L"" PYTHON_DLL);
  run = (python_main)(void *)GetProcAddress(library, "Py_Main");
  if (!run) return complain(L"Py_Main");
  swprintf(python, ROOM, L"%ls\\python\\pythonw.exe", folder);
  arguments = calloc((size_t)(__argc + count), sizeof *arguments);
  if (!arguments) return complain(L"memory");
  for (i = 0; i < count; i++) arguments[i] = fixed[i];
  for (i = 1; i < __argc; i++) arguments[count + i - 1] = __wargv[i];
  return run(count + __argc - 1, arguments);
}
