import { diagnose } from './doctor.js';

/**
 * @param {string} id
 * @returns {any}
 */
const byId = (id) => document.getElementById(id);

const findings = byId('findings');

byId('questions').addEventListener('submit', async (/** @type {Event} */ asked) => {
  asked.preventDefault();
  byId('copy').hidden = true;
  findings.textContent = 'Looking …';
  try {
    const idle = Number(byId('idle').value) * 1_000;
    const { text } = await diagnose({ topic: byId('topic').value, idle });
    findings.textContent = text;
    byId('copy').hidden = false;
  } catch (error) {
    findings.textContent = String(error);
  }
});

byId('copy').addEventListener('click', () => {
  if (navigator.clipboard) {
    navigator.clipboard.writeText(findings.textContent);
  } else {
    getSelection()?.selectAllChildren(findings); // over plain http it is left to the person
  }
});
