/** Where policies that act are asked for, and under which key their answers are kept. */
export const AUTOMATION_API = '/api/processes/automation'
export const AUTOMATION_KEY = ['processes', 'automation'] as const
