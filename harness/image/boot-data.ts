const names =
  /^(\.altinstructions|__ex_table|__ksymtab\S*|___ksymtab\S*|__kcrctab\S*|\.export_symbol)$/;

/** Whether the kernel reads a section of this name at boot, and vector code never does: what it refers to may be missing. */
export function isBootData(section: string): boolean {
  return names.test(section);
}
