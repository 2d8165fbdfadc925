const LEAVING = {
  packComplete: true,
  unitsShown: [],
  noNextVisitReason: '客户要先与家人商量',
  notes: '看过沙盘和样板间',
};

/** Two visitors who forget their consultant: one is claimed, one stays unclaimed for two days. */
export async function visitors(centre) {
  const earlier = await arrive(centre, 'no', '谢一鸣');
  await centre.narrate(`谢一鸣 visits for the first time: ${earlier.servedBy} receives, entry ${earlier.bookNo}`);
  await leave(centre, earlier);

  const claimed = await arrive(centre, 'forgotten', '谢一鸣');
  const unclaimed = await arrive(centre, 'forgotten', '罗小舟');
  await centre.narrate('谢一鸣 and 罗小舟 come back and have forgotten who served them');
  for (const visit of [claimed, unclaimed]) {
    await leave(centre, visit);
    await centre.post('assistant-1', `/v1/visits/${visit.id}/notify-leaders`);
  }
  await centre.narrate('assistant-1 sends both claim notices 客户认领通知; two days to claim');
  await centre.post(earlier.servedBy, `/v1/visits/${claimed.id}/claim`, { visitorBookNo: earlier.bookNo });
  await centre.narrate(`${earlier.servedBy} claims 谢一鸣 by entry ${earlier.bookNo}`);
  return { claimed, unclaimed };
}

export async function afterTwoDays(centre, { claimed, unclaimed }) {
  const won = await centre.get('assistant-1', `/v1/visits/${claimed.id}`);
  const kept = await centre.get('assistant-1', `/v1/visits/${unclaimed.id}`);
  await centre.narrate(
    `谢一鸣 is ${won.ownerId}'s (${won.status}); nobody claimed 罗小舟: ${kept.ownerId}'s (${kept.status})`,
  );
}

function arrive(centre, contactedBefore, clientName) {
  return centre.post('assistant-1', '/v1/visits', { projectId: 'linjiang', contactedBefore, clientName });
}

function leave(centre, visit) {
  return centre.post(visit.servedBy, `/v1/visits/${visit.id}/leave`, LEAVING);
}
