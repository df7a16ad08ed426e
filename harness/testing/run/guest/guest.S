/* hcall:
abi: ../../../../fixtures/worlds/switch
vectors: switch
origin: el2
tests:
  - name: code of its own
    routine: enter_guest
    guest: { context: vcpu }
    expect: { x0: abi.EXIT_SYNC }
  - name: code that is interrupted
    routine: enter_guest
    guest: { context: vcpu, leaves: { slot: lower-a64/irq } }
    expect: { x0: abi.EXIT_IRQ }
  - name: a call in place of code
    routine: enter_guest
    guest: { context: vcpu, leaves: { hvc: 1 } }
    expect: { x0: abi.EXIT_SYNC }
  - name: no code and no way to leave
    routine: enter_guest
    guest: { at: nowhere, context: vcpu }
    expect: { x0: abi.EXIT_SYNC }
  - name: a place of its own besides the code
    routine: enter_guest
    guest: { at: elsewhere, context: vcpu, leaves: { hvc: 1 } }
    expect: { x0: abi.EXIT_SYNC }
*/
	.globl	guest
guest:
	mov	x5, #5
	cmp	x5, #5
	hvc	#1
