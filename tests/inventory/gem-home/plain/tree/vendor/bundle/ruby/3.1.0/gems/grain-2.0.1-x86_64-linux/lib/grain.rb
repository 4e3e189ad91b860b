# grain
