// Makes mongod a replica set of one, once, and waits until it is its primary. Run by mongosh.
const NOT_INITIALIZED = 94;

function isInitialized() {
  try {
    return rs.status().ok === 1;
  } catch (error) {
    if (error.code === NOT_INITIALIZED) return false;
    throw error;
  }
}

if (!isInitialized()) rs.initiate({ _id: 'estateflow', members: [{ _id: 0, host: 'mongodb:27017' }] });
for (let tries = 0; !db.hello().isWritablePrimary; tries += 1) {
  if (tries === 60) throw new Error('no primary within 60 s');
  sleep(1000);
}
