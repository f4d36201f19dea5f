import type { QueueId } from '../gen/QueueId'
import type { RepresentativeId } from '../gen/RepresentativeId'
import type { Console } from './console.svelte'

/** The representatives whose sessions can be looked for: oneself first. */
export function historyPeople(console: Console): { id: RepresentativeId; name: string }[] {
  const me = console.app.signedIn?.me
  const others = console.colleagues.view.people.map(({ id, name }) => ({ id, name }))
  return me ? [{ id: me.id, name: `${me.name} (you)` }, ...others.filter(({ id }) => id !== me.id)] : others
}

/** The queues that sessions can be looked for in: the own ones, and all teams'. */
export function historyQueues(console: Console): { id: QueueId; name: string }[] {
  const own = console.queues.queues.map(({ id, name }) => ({ id, name }))
  const teams = console.colleagues.view.teams.map(({ id, name }) => ({ id: `team:${id}`, name }))
  const all = new Map([...teams, ...own].map((one) => [one.id, one]))
  if (!all.has('general')) all.set('general', { id: 'general', name: 'General' })
  return [...all.values()]
}

/** What a queue is called, as far as this console knows; its id where it is gone. */
export function historyQueueName(console: Console, queue: QueueId): string {
  const person = /^rep:(\d+)$/.exec(queue)?.[1]
  const name = person === undefined ? undefined : historyPeople(console).find(({ id }) => id === Number(person))?.name
  return name ?? historyQueues(console).find(({ id }) => id === queue)?.name ?? queue
}
