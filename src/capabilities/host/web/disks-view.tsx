import type { useVitals } from '../../../../web/host/use-vitals.ts'
import { judge } from '../../../../web/host/vital-figures.ts'
import { useWords } from '../../../../web/locales/words.tsx'
import { text } from '../../../../web/shell/address.ts'
import { useAddress } from '../../../../web/shell/use-address.ts'
import { Answered, Empty, Loading } from '../../../../web/ui/answers.tsx'
import { Bar } from '../../../../web/ui/bars.tsx'
import { Card } from '../../../../web/ui/card.tsx'
import { StatusDot } from '../../../../web/ui/state.tsx'
import { type Column, VirtualTable } from '../../../../web/ui/table.tsx'
import type { BlockDevice, Filesystem, NetworkInterface } from '../schema.ts'
import { ChartGrid } from './chart-grid.tsx'

const spec = { mount: text(), device: text() }

export function DisksView({ host, answer }: { host: string; answer: ReturnType<typeof useVitals> }) {
  const { t } = useWords()
  const [{ mount, device }, change] = useAddress(spec)
  const filesystems = useFilesystemColumns()
  const devices = useDeviceColumns()
  const interfaces = useInterfaceColumns()
  return (
    <>
      <Answered
        answer={{ data: answer.now, error: answer.error, isPending: answer.isPending, refetch: answer.refetch }}
        loading={
          <div className="page-row">
            <Loading tall />
          </div>
        }
      >
        {({ vitals }) => (
          <>
            <Card title={t('host.page.filesystems')}>
              <VirtualTable
                label={t('host.page.filesystems')}
                columns={filesystems}
                rows={vitals.filesystems}
                rowKey={(row) => row.mount}
                open={mount}
                onOpen={(row) => change({ mount: row.mount === mount ? '' : row.mount, device: '' })}
                height={320}
                empty={<Empty title={t('host.page.filesystems-none')} />}
              />
            </Card>
            <Card tone="dim" title={t('host.page.devices')}>
              <VirtualTable
                label={t('host.page.devices')}
                prefix="d-"
                columns={devices}
                rows={vitals.blockDevices}
                rowKey={(row) => row.name}
                open={device}
                onOpen={(row) => change({ device: row.name === device ? '' : row.name, mount: '' })}
                height={240}
                empty={<Empty title={t('host.page.devices-none')} />}
              />
            </Card>
            <Card tone="dim" title={t('host.page.interfaces')}>
              <VirtualTable
                label={t('host.page.interfaces')}
                prefix="n-"
                columns={interfaces}
                rows={vitals.interfaces}
                rowKey={(row) => row.name}
                height={240}
              />
            </Card>
          </>
        )}
      </Answered>
      <ChartGrid host={host} view="disks" vitals={answer.now?.vitals} />
    </>
  )
}

function useFilesystemColumns(): readonly Column<Filesystem>[] {
  const { t, value } = useWords()
  return [
    {
      id: 'mount',
      label: t('host.page.mount'),
      width: 'minmax(120px, 2fr)',
      value: ({ mount }) => mount,
      mono: true,
    },
    {
      id: 'used',
      label: t('host.page.used'),
      width: 'minmax(160px, 2fr)',
      phone: true,
      value: ({ usedPercent }) => usedPercent,
      cell: (row) =>
        row.state === 'ok' ? (
          <span className="used">
            <Bar percent={row.usedPercent} state={judge(row.usedPercent, 85)} label={row.mount} />
            <b className="number">{value(row.usedPercent, 'percent')}</b>
          </span>
        ) : (
          <>
            <StatusDot state={row.state === 'hung' ? 'silent' : 'danger'} /> {t(`host.page.disk.${row.state}`)}
          </>
        ),
    },
    {
      id: 'free',
      label: t('host.page.free'),
      end: true,
      phone: true,
      value: ({ freeBytes }) => freeBytes,
      cell: ({ freeBytes }) => value(freeBytes, 'bytes'),
    },
    {
      id: 'size',
      label: t('host.page.size'),
      end: true,
      value: ({ sizeBytes }) => sizeBytes,
      cell: ({ sizeBytes }) => value(sizeBytes, 'bytes'),
    },
    {
      id: 'inodes',
      label: t('host.page.inodes'),
      end: true,
      value: ({ inodesUsedPercent }) => inodesUsedPercent,
      cell: ({ inodesUsedPercent }) => value(inodesUsedPercent, 'percent'),
    },
    {
      id: 'device',
      label: t('host.page.device'),
      width: 'minmax(140px, 1.5fr)',
      value: ({ device }) => device,
      mono: true,
    },
    {
      id: 'type',
      label: t('host.page.type'),
      value: ({ type, readOnly }) => (readOnly ? `${type} · ${t('host.page.read-only')}` : type),
    },
  ]
}

function useDeviceColumns(): readonly Column<BlockDevice>[] {
  const { t, value } = useWords()
  const rate = (id: keyof BlockDevice & string, unit: string, more: Partial<Column<BlockDevice>> = {}) => ({
    id,
    label: t(`host.page.device.${id}`),
    end: true,
    width: 'minmax(110px, 1fr)',
    value: (row: BlockDevice) => row[id],
    cell: (row: BlockDevice) => value(Number(row[id] ?? Number.NaN) || 0, unit),
    ...more,
  })
  return [
    { id: 'name', label: t('host.page.device'), value: ({ name }) => name, mono: true },
    rate('readBytesPerSecond', 'bytesPerSecond', { phone: true }),
    rate('writeBytesPerSecond', 'bytesPerSecond', { phone: true }),
    rate('readsPerSecond', 'perSecond'),
    rate('writesPerSecond', 'perSecond'),
    rate('busyPercent', 'percent', {
      cell: ({ busyPercent }) => <b className={judge(busyPercent, 80)}>{value(busyPercent, 'percent')}</b>,
    }),
    rate('waitMs', 'milliseconds', { cell: ({ waitMs }) => value(waitMs, 'milliseconds') }),
  ]
}

function useInterfaceColumns(): readonly Column<NetworkInterface>[] {
  const { t, value } = useWords()
  const sum = (...values: readonly number[]) => values.reduce((total, one) => total + one, 0)
  const rate = (id: string, read: (row: NetworkInterface) => number, unit: string, phone = false) => ({
    id,
    label: t(`host.page.interface.${id}`),
    end: true,
    phone,
    width: 'minmax(110px, 1fr)',
    value: read,
    cell: (row: NetworkInterface) => value(read(row), unit),
  })
  return [
    {
      id: 'name',
      label: t('host.page.interface'),
      value: ({ name }) => name,
      cell: ({ name, up }) => (
        <>
          <StatusDot
            state={up === false ? 'silent' : 'good'}
            label={t(up === false ? 'host.page.down' : 'host.page.up-link')}
          />{' '}
          <span className="mono">{name}</span>
        </>
      ),
    },
    rate('receive', (row) => row.receiveBytesPerSecond * 8, 'bitsPerSecond', true),
    rate('transmit', (row) => row.transmitBytesPerSecond * 8, 'bitsPerSecond', true),
    rate('packets', (row) => sum(row.receivePacketsPerSecond, row.transmitPacketsPerSecond), 'perSecond'),
    rate('errors', (row) => sum(row.receiveErrorsPerSecond, row.transmitErrorsPerSecond), 'perSecond'),
    rate('drops', (row) => sum(row.receiveDropsPerSecond, row.transmitDropsPerSecond), 'perSecond'),
    {
      id: 'speed',
      label: t('host.page.interface.speed'),
      end: true,
      value: ({ speedBitsPerSecond }) => speedBitsPerSecond,
      cell: ({ speedBitsPerSecond }) => value(speedBitsPerSecond, 'bitsPerSecond'),
    },
  ]
}
