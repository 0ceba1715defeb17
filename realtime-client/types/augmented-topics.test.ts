import { connect } from '@tidewire/client';

declare module '@tidewire/client' {
  interface Topics {
    'stock/{item}': { changed: { left: number } };
  }
}

connect().subscribe('stock/chair', ({ type, data }) => {
  const left: number = data.left;
  const changed: 'changed' = type;
  return [left, changed];
});
