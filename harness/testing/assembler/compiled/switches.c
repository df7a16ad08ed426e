/* Jump tables, computed gotos, conditional chains. */
long select(int key)
{
    switch (key) {
    case 0: return 7;
    case 1: return 99;
    case 2: return -4;
    case 3: return 5555;
    case 4: return key * 3;
    case 5: return 0x123456789abcdefL;
    case 9: return 1;
    case 1000: return 2;
    default: return 0;
    }
}
void act(int), other(int);
void dispatch(int key)
{
    switch (key) {
    case 10: act(1); break;
    case 11: other(2); break;
    case 12: act(3); /* fall through */
    case 13: other(4); break;
    case 14: act(5); break;
    case 15: act(6); break;
    }
}
int go(int which)
{
    static const void *const labels[] = { &&one, &&two, &&three };
    goto *labels[which];
one: return 11;
two: which += 4;
three: return which;
}
