package io.tidewire.it.app.tx;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A CDI bean whose interceptor begins and ends the transactions. */
@ApplicationScoped
public class CdiShop {

  @Inject private Shipments shipments;
  @Inject private CdiShop self;

  /** Ships in a transaction that ends so; tells when its own work is done. */
  @Transactional
  public void ship(String region, List<Integer> numbers, Ending ending, AtomicBoolean done) {
    shipments.ship(region, numbers, ending);
    done.set(true);
  }

  /** Ships the first number in a transaction of its own, in the middle of one that ends so. */
  @Transactional
  public void shipAround(String region, List<Integer> numbers, Ending ending) {
    shipments.ship(region, numbers.subList(1, numbers.size()), Ending.COMMIT);
    self.shipApart(region, numbers.subList(0, 1));
    shipments.ship(region, List.of(), ending);
  }

  /** Ships in a transaction of its own, whatever the caller's becomes. */
  @Transactional(Transactional.TxType.REQUIRES_NEW)
  public void shipApart(String region, List<Integer> numbers) {
    shipments.ship(region, numbers, Ending.COMMIT);
  }
}
