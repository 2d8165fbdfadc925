/** A leak that the contractor does not mend: after the deadline the own specialist takes over. */
export async function report(centre) {
  const { items } = await centre.get('repair-1', '/v1/units?projectId=linjiang&building=4&limit=200');
  const unit = pick(items.filter((one) => one.deliveredOn === '2025-06-01'));
  if (!unit) throw new Error('no delivered home is there');
  const now = await centre.now();
  const repair = await centre.post('service-1', '/v1/repairs', {
    unitId: unit.id,
    content: '卫生间水管漏水，已关总阀',
    name: '业主',
    address: '临江府4栋',
    phone: '139-0000-0001',
    appointmentAt: new Date(now.getTime() + 3_600_000).toISOString(),
    channel: 'phone',
    reportedAt: now.toISOString(),
    defectClass: 'plumbing',
    severity: 'urgent',
  });
  await centre.narrate(
    `a leak in ${unit.id}: order ${repair.orderNo ?? repair.id} (${repair.status}), contractor told at once`,
  );
  const plannedAt = new Date(now.getTime() + 7_200_000).toISOString();
  await centre.post('contractor-2', `/v1/repairs/${repair.id}/accept`, { plannedAt });
  await centre.narrate('contractor-2 accepts, due within 24 hours, and does not come');
  return repair;
}

export async function afterTheDeadline(centre, { id }) {
  const repair = await centre.get('repair-1', `/v1/repairs/${id}`);
  await centre.narrate(`the finish deadline passed: ${repair.status}, 接管通知 sent, cost will be charged back`);
  const finishBy = new Date((await centre.now()).getTime() + 86_400_000).toISOString();
  await centre.post('repair-1', `/v1/repairs/${id}/assign-own`, { workerId: 'repair-1', finishBy });
  await centre.narrate('repair-1 sends the own specialist');
}

/** Another home each time, so that the demo can be played again. */
function pick(homes) {
  return homes[Math.floor(Math.random() * homes.length)];
}
