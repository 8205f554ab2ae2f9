; Stet's installer: for one user, without an administrator. `/S` is silent, `/D=C:\folder` last
; chooses another folder; the uninstaller's `/LIBRARY` also removes the designer's library.
; Made by `make.py windows`, which hands over VERSION, NUMBERS, PUBLISHER, LICENCE, LISTS, OUT,
; COMPRESSOR and TYPES.
Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS Win10
RequestExecutionLevel user
SetCompressor /SOLID ${COMPRESSOR}
!if ${COMPRESSOR} == lzma
  SetCompressorDictSize 64
!endif
SetDateSave off                              ; no time of the building machine inside
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include Sections.nsh
!include x64.nsh

Name "Stet"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Stet"
InstallDirRegKey HKCU "Software\Stet\Install" "Path"
BrandingText "Stet ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey ProductName "Stet"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey FileDescription "Stet installer"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey LegalCopyright "${LICENCE}"

!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\Stet"
!define CLASSES "Software\Classes"
!define KIND "Stet.Picture"
!define MUI_ICON "stet.ico"
!define MUI_UNICON "stet.ico"
!define MUI_FINISHPAGE_RUN "$INSTDIR\stet.exe"
!define MUI_FINISHPAGE_RUN_TEXT "Start Stet"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"'
!endif

Function .onInit
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "Stet needs Windows 10 or later." /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  SetRegView 64
FunctionEnd


; A program that runs keeps its file from being written.
!macro WaitUntilClosed un
Function ${un}WaitUntilClosed
  again:
  ${If} ${FileExists} "$INSTDIR\stet.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\stet.exe" a
    ${If} ${Errors}
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "Stet is running. Please close it, then try again." /SD IDCANCEL IDRETRY again
      SetErrorLevel 4
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
FunctionEnd
!macroend
!insertmacro WaitUntilClosed ""
!insertmacro WaitUntilClosed "un."

!macro Associate EXTENSION TYPE
  WriteRegStr HKCU "${CLASSES}\.${EXTENSION}\OpenWithProgids" "${KIND}" ""
  WriteRegStr HKCU "${CLASSES}\Applications\stet.exe\SupportedTypes" ".${EXTENSION}" ""
  WriteRegStr HKCU "Software\Stet\Capabilities\FileAssociations" ".${EXTENSION}" "${KIND}"
!macroend
!macro Dissociate EXTENSION TYPE
  DeleteRegValue HKCU "${CLASSES}\.${EXTENSION}\OpenWithProgids" "${KIND}"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.${EXTENSION}\OpenWithProgids"
  DeleteRegKey /ifempty HKCU "${CLASSES}\.${EXTENSION}"
!macroend

Section "Stet"
  Call WaitUntilClosed
  ; What was installed before leaves first: this upgrades, and repairs.
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    ExecWait '"$INSTDIR\uninstall.exe" /S _?=$INSTDIR'
  ${EndIf}
  !include "${LISTS}/install.nsh"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Stet.lnk" "$INSTDIR\stet.exe"

  WriteRegStr HKCU "Software\Stet\Install" "Path" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "DisplayName" "Stet"
  WriteRegStr HKCU "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${ENTRY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${ENTRY}" "DisplayIcon" "$INSTDIR\stet.exe"
  WriteRegStr HKCU "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${ENTRY}" "NoModify" 1
  WriteRegDWORD HKCU "${ENTRY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${ENTRY}" "EstimatedSize" $0

  WriteRegStr HKCU "${CLASSES}\${KIND}" "" "Picture"
  WriteRegStr HKCU "${CLASSES}\${KIND}\DefaultIcon" "" "$INSTDIR\stet.exe,0"
  WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open" "FriendlyAppName" "Stet"
  WriteRegStr HKCU "${CLASSES}\${KIND}\shell\open\command" "" '"$INSTDIR\stet.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\Applications\stet.exe" "FriendlyAppName" "Stet"
  WriteRegStr HKCU "${CLASSES}\Applications\stet.exe\shell\open\command" "" '"$INSTDIR\stet.exe" "%1"'
  WriteRegStr HKCU "Software\Stet\Capabilities" "ApplicationName" "Stet"
  WriteRegStr HKCU "Software\Stet\Capabilities" "ApplicationDescription" "Edit pictures; what is not masked stands."
  WriteRegStr HKCU "Software\RegisteredApplications" "Stet" "Software\Stet\Capabilities"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\stet.exe" "" "$INSTDIR\stet.exe"
  !include "${LISTS}/associate.nsh"
  System::Call 'shell32::SHChangeNotify(i 0x8000000, i 0, p 0, p 0)'
SectionEnd

Section "un.Stet"
  SectionIn RO
  Call un.WaitUntilClosed
  !include "${LISTS}/remove.nsh"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Stet.lnk"
  !include "${LISTS}/dissociate.nsh"
  DeleteRegKey HKCU "${CLASSES}\${KIND}"
  DeleteRegKey HKCU "${CLASSES}\Applications\stet.exe"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\stet.exe"
  DeleteRegValue HKCU "Software\RegisteredApplications" "Stet"
  DeleteRegKey HKCU "Software\Stet\Capabilities"
  DeleteRegKey HKCU "Software\Stet\Install"
  DeleteRegKey /ifempty HKCU "Software\Stet"
  DeleteRegKey HKCU "${ENTRY}"
  System::Call 'shell32::SHChangeNotify(i 0x8000000, i 0, p 0, p 0)'
SectionEnd

; Not ticked: every picture that was paid for is in there.
Section /o "un.Library, settings and log" library
  RMDir /r "$LOCALAPPDATA\stet"
SectionEnd

; Here, since only now the section has a number.
Function un.onInit
  SetRegView 64
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/LIBRARY" $1
  ${IfNot} ${Errors}
    SectionSetFlags ${library} ${SF_SELECTED}
  ${EndIf}
FunctionEnd
