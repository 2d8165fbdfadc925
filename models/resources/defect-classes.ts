/** The classes of defects that warranty and responsibility are decided by (4-repair: warranty, table unit × class). */
export const defectClasses = [
  'structure',
  'waterproofing',
  'heating',
  'cooling',
  'wiring',
  'plumbing',
  'equipment',
  'fit-out',
  'doors-windows',
  'other',
] as const;

export type DefectClass = (typeof defectClasses)[number];
