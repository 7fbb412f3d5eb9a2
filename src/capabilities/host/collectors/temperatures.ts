/** Temperatures from `/sys/class/hwmon` (Documentation/hwmon/sysfs-interface.rst), else `/sys/class/thermal`; most virtual machines have none. */
import type { Static } from 'typebox'
import type { temperatureSchema } from '../schema.ts'
import { defineCollector } from './collector.ts'
import type { Source } from './source.ts'

type Temperature = Static<typeof temperatureSchema>
interface Sensor {
  readonly name: string
  readonly path: string
  readonly criticalCelsius?: number
}

/** Thousandths of a degree; what no thermometer says is a broken or absent sensor. */
export function parseCelsius(text: string): number | undefined {
  const celsius = Number.parseInt(text, 10) / 1000
  return celsius > -60 && celsius < 250 ? celsius : undefined
}

function findChipSensors(source: Source, chip: string): Sensor[] {
  const name = source.textOnce(`${chip}/name`)?.trim() ?? 'sensor'
  return source
    .list(chip)
    .filter((file) => /^temp\d+_input$/.test(file))
    .map((file) => {
      const sensor = `${chip}/${file.slice(0, -'_input'.length)}`
      const label = source.textOnce(`${sensor}_label`)?.trim()
      const criticalCelsius = parseCelsius(source.textOnce(`${sensor}_crit`) ?? '')
      return {
        name: label ? `${name} ${label}` : name,
        path: `${chip}/${file}`,
        ...(criticalCelsius !== undefined && criticalCelsius > 0 ? { criticalCelsius } : {}),
      }
    })
}

/** Two chips of one kind get numbers, so each sensor has a name of its own. */
function nameApart(sensors: readonly Sensor[]): Sensor[] {
  const seen = new Map<string, number>()
  return sensors.map((sensor) => {
    const count = (seen.get(sensor.name) ?? 0) + 1
    seen.set(sensor.name, count)
    return count === 1 ? sensor : { ...sensor, name: `${sensor.name} #${count}` }
  })
}

function findSensors(source: Source): Sensor[] {
  const { sys } = source.roots
  const chips = source
    .list(`${sys}/class/hwmon`)
    .flatMap((chip) => findChipSensors(source, `${sys}/class/hwmon/${chip}`))
  if (chips.length > 0) return nameApart(chips)
  const zones = source
    .list(`${sys}/class/thermal`)
    .filter((zone) => zone.startsWith('thermal_zone'))
    .map((zone) => ({
      name: source.textOnce(`${sys}/class/thermal/${zone}/type`)?.trim() ?? zone,
      path: `${sys}/class/thermal/${zone}/temp`,
    }))
  return nameApart(zones)
}

export const temperatures = defineCollector<readonly Temperature[]>({
  name: 'temperatures',
  everyMs: 10_000,
  read(source) {
    const sensors = source.memo('temperatures.sensors', 300_000, () => findSensors(source))
    return sensors.flatMap(({ name, path, criticalCelsius }) => {
      const celsius = parseCelsius(source.textOnce(path) ?? '')
      if (celsius === undefined) return []
      return [{ sensor: name, celsius, ...(criticalCelsius === undefined ? {} : { criticalCelsius }) }]
    })
  },
  toVitals: (now) => ({ temperatures: [...now] }),
})
