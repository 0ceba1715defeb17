package io.tidewire.servlet.entities;

import jakarta.json.bind.annotation.JsonbTransient;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.List;

/** An entity with lazy associations, one of them not for JSON. */
@Entity
public class Purchase {

  @Id private long id;

  @ManyToOne(fetch = FetchType.LAZY, cascade = CascadeType.PERSIST)
  private Customer customer;

  @JsonbTransient
  @ManyToOne(fetch = FetchType.LAZY, cascade = CascadeType.PERSIST)
  private Customer referrer;

  @JoinTable
  @OneToMany(fetch = FetchType.LAZY, cascade = CascadeType.PERSIST)
  private List<Customer> watchers = new ArrayList<>();

  protected Purchase() {}

  public Purchase(long id, Customer customer, Customer referrer, List<Customer> watchers) {
    this.id = id;
    this.customer = customer;
    this.referrer = referrer;
    this.watchers = new ArrayList<>(watchers);
  }

  public long getId() {
    return id;
  }

  public Customer getCustomer() {
    return customer;
  }

  public Customer getReferrer() {
    return referrer;
  }

  public List<Customer> getWatchers() {
    return watchers;
  }
}
