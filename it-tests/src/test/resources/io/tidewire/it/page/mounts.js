// Puts elements into the page and takes them out again, each when it has shown the last event of its topic:
// mounts.html?topic=open/a&topic=open/b
const entry = await (await fetch('realtime/client.js')).text();
await import(`./realtime/${/client\/[^/]+\//.exec(entry)[0]}element.js`);

const topics = new URLSearchParams(location.search).getAll('topic');
let count = 0;

async function mount(pause) {
  const element = document.createElement('tidewire-topic');
  element.setAttribute('topic', topics[count++ % topics.length]);
  element.setAttribute('rewind', '1');
  const shown = new Promise((resolve) => element.addEventListener('tidewire', resolve));
  document.body.append(element);
  await shown;
  element.remove();
  document.body.dataset.count = count;
  await new Promise((resolve) => setTimeout(resolve, pause));
}

document.body.dataset.count = count;

/** What tests ask the page. */
window.page = {
  mount: async (times, pause) => {
    for (let i = 0; i < times; i++) {
      await mount(pause);
    }
    return count;
  },
};
