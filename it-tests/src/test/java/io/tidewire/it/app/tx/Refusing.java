package io.tidewire.it.app.tx;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** A resource that takes part in a transaction and refuses to commit. */
final class Refusing implements XAResource {

  @Override
  public int prepare(Xid xid) throws XAException {
    throw new XAException(XAException.XA_RBINTEGRITY);
  }

  @Override
  public void commit(Xid xid, boolean onePhase) throws XAException {
    throw new XAException(XAException.XA_RBINTEGRITY);
  }

  @Override
  public void rollback(Xid xid) {}

  @Override
  public void start(Xid xid, int flags) {}

  @Override
  public void end(Xid xid, int flags) {}

  @Override
  public void forget(Xid xid) {}

  @Override
  public Xid[] recover(int flag) {
    return new Xid[0];
  }

  @Override
  public boolean isSameRM(XAResource other) {
    return other == this;
  }

  @Override
  public int getTransactionTimeout() {
    return 0;
  }

  @Override
  public boolean setTransactionTimeout(int seconds) {
    return false;
  }
}
