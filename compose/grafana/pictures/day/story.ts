import { at, during } from "./shape.ts";

/** The day that is drawn. Which one does not matter, as long as it is always the same. */
export const MIDNIGHT = Date.UTC(2026, 2, 12);

export const BASTION = "bastion";
export const MONSTER = "monster";

/** Bastion backs itself up. */
export const BACKUP = [at(2), at(2, 42)] as const;
/** Somebody tries passwords at Bastion's ssh. */
export const INTRUDER = [at(2, 50), at(3, 25)] as const;
/** The GPU workstation installs updates and restarts. */
export const REBOOT = [at(4, 10), at(4, 14)] as const;
/** A new version of the shop fails one request in ten, until it is taken back. */
export const DEPLOY = [at(14), at(14, 28)] as const;
/** When the shop's container was made anew, or died. */
export const SHOP_STARTS: readonly number[] = [at(14), at(14, 6), at(14, 12), at(14, 28)];
/** A scanner knocks at every port. */
export const SCAN = [at(17, 30), at(17, 55)] as const;
/** A data set is fetched, and its disk fills. */
export const DOWNLOAD = [at(11), at(24)] as const;
/** Training begins in the evening, and goes on. */
export const GPU_JOB = [at(20, 20), at(48)] as const;

export function isDown(host: string, minute: number): boolean {
  return host === MONSTER && during(minute, REBOOT);
}

export function bootsOf(host: string): readonly number[] {
  return host === MONSTER ? [REBOOT[1]] : [];
}

export function isBackingUp(minute: number): boolean {
  return during(((minute % 1_440) + 1_440) % 1_440, BACKUP);
}

export function isTraining(minute: number): boolean {
  return during(minute, GPU_JOB);
}

export function isBroken(minute: number): boolean {
  return during(minute, DEPLOY);
}

/** The broken shop dies again and again, and is made anew at each sixth minute. */
export function isShopDead(minute: number): boolean {
  return isBroken(minute) && minute % 6 > 3;
}
